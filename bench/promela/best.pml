/*
 * The same question as user.pml, in the best model we could write. No order is chosen before it matters: the next
 * callback is any that has not been called. Callbacks that behave alike are a number, not an array. An answer is chosen
 * when it is asked for and forgotten when it has had its effect; frees are counted up to two; each call is one atomic
 * step. What is left is what the outcome depends on.
 */
#define DONE 0
#define OK   1
#define STOP 2

short takers = N - PHANTOMS;
short phantoms = PHANTOMS;
byte result = DONE;
byte frees = 0;

init {
	do
	:: atomic {
		result != STOP && takers > 0 -> takers--;
		if
		:: result = DONE
		:: result = STOP
		:: result = OK; frees = (frees < 2 -> frees + 1 : 2)
		fi
	}
	:: atomic {
		result != STOP && phantoms > 0 -> phantoms--;
		if
		:: result = DONE
		:: result = STOP
		:: result = OK
		fi
	}
	:: result == STOP || takers + phantoms == 0 -> break
	od;
	atomic {
		if
		:: result != OK -> frees = (frees < 2 -> frees + 1 : 2)
		:: else
		fi;
#ifdef ASK_LEAK
		assert(frees > 0)
#else
		assert(frees < 2)
#endif
	}
}
