// The first and the second loop spill, the third does not.
kernel:
.LBB0_1:                                // =>This Inner Loop Header: Depth=1
	ldr	q0, [sp, #16]                   // 16-byte Reload
	fmla	v0.4s, v1.4s, v2.s[0]
	subs	x1, x1, #1
	b.ne	.LBB0_1
.LBB0_2:
	fmla	v0.4s, v1.4s, v2.s[1]
	stp	q0, q1, [sp]                    // 32-byte Folded Spill
	cbnz	x1, .LBB0_2
.LBB0_3:
	ldr	x3, [sp, #8]
	ldp	q1, q2, [x0], #32
	fmla	v0.4s, v1.4s, v2.4s
	b.lo	.LBB0_3
	ret
