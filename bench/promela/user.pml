/*
 * Who frees the task, as a user of SPIN would write it down: the order of registration is an array, the answer of each
 * callback is fixed before the walk, and then the walk is made. N callbacks of equal priority; each answers DONE, OK or
 * STOP; OK takes the object and frees it later, except for the first PHANTOMS callbacks, which claim and take nothing.
 * ASK_LEAK or ASK_DOUBLE_FREE says what must not happen.
 */
#define DONE 0
#define OK   1
#define STOP 2

byte order[N];
byte answer[N];
bool chosen[N];
byte result = DONE;
byte frees = 0;

init {
	byte i, j;

	i = 0;
	do
	:: i < N ->
		do
		:: select (j : 0 .. N - 1);
			if
			:: !chosen[j] -> break
			:: else
			fi
		od;
		chosen[j] = true;
		order[i] = j;
		i++
	:: else -> break
	od;

	i = 0;
	do
	:: i < N ->
		if
		:: answer[i] = DONE
		:: answer[i] = OK
		:: answer[i] = STOP
		fi;
		i++
	:: else -> break
	od;

	i = 0;
	do
	:: i < N ->
		j = order[i];
		result = answer[j];
		if
		:: result == OK && j >= PHANTOMS -> frees++
		:: else
		fi;
		if
		:: result == STOP -> break
		:: else
		fi;
		i++
	:: else -> break
	od;

	if
	:: result != OK -> frees++
	:: else
	fi;
#ifdef ASK_LEAK
	assert(frees > 0);
#else
	assert(frees < 2);
#endif
}
