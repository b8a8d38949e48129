;;; eglot.el --- Emacs as a person uses it, after README's configuration: findings, hover, fix  -*- lexical-binding: t -*-
;; Prints one line of JSON. Waits for what must come, never for a time.
(require 'eglot)
(require 'json)

(defvar notifier-lens-output nil "What is printed at the end, an alist.")
(defconst notifier-lens-longest 30 "Seconds after which what has not come will not.")

(defun notifier-lens-put (key value) (push (cons key value) notifier-lens-output))

(defun notifier-lens-wait (what found)
  "Wait until FOUND answers something; WHAT is waited for."
  (let ((end (+ (float-time) notifier-lens-longest)) result)
    (while (not (setq result (funcall found)))
      (when (> (float-time) end) (error "%s did not come" what))
      (accept-process-output nil 0.05))
    result))

(defun notifier-lens-findings () (flymake-diagnostics))

(defun notifier-lens-main ()
  (notifier-lens-put 'version (format "%s" emacs-version))
  (setq-default indent-tabs-mode t)
  (find-file (car (last command-line-args)))
  (apply #'eglot (eglot--guess-contact))
  (notifier-lens-wait "the server" #'eglot-current-server)
  (flymake-mode 1)
  ;; The first one comes before the tree has been read: it does not know the chain yet.
  (notifier-lens-wait "a finding"
                      (lambda ()
                        (flymake-start)
                        (let ((first (car (notifier-lens-findings))))
                          (and first (string-match-p "offer_chain" (flymake-diagnostic-text first))))))
  (notifier-lens-put
   'findings
   (vconcat (mapcar (lambda (one)
                      `((line . ,(line-number-at-pos (flymake-diagnostic-beg one)))
                        (message . ,(flymake-diagnostic-text one))))
                    (notifier-lens-findings))))
  (goto-char (point-min))
  (search-forward "buyer_ev")
  (let ((hover (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                (eglot--TextDocumentPositionParams))))
    (notifier-lens-put 'hover (plist-get (plist-get hover :contents) :value)))
  (search-forward "-EBUSY")
  (let* ((actions (eglot-code-actions (line-beginning-position) (line-end-position)))
         (first (aref (vconcat actions) 0)))
    (eglot--apply-workspace-edit (plist-get first :edit)))
  ;; What eglot does once nobody types: in batch nobody is ever idle.
  (eglot--signal-textDocument/didChange)
  (notifier-lens-put 'fixed (buffer-substring-no-properties (line-beginning-position) (line-end-position)))
  (notifier-lens-wait "the end of the finding" (lambda () (flymake-start) (null (notifier-lens-findings))))
  (set-buffer-modified-p nil)
  (eglot-shutdown (eglot-current-server))
  (notifier-lens-put 'stopped t))

(let ((status 0))
  (condition-case problem
      (notifier-lens-main)
    (error (setq status 2)
           (notifier-lens-put 'problem (error-message-string problem))))
  (princ (concat "\n" (json-encode notifier-lens-output) "\n"))
  (kill-emacs status))
