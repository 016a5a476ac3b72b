# The first loop keeps two registers on the stack, the second one operand of an
# FMA; the third is clean but for a scalar, the fourth does not multiply.
kernel:
	subq	$128, %rsp
.LBB0_1:                                # =>This Inner Loop Header: Depth=1
	vmovups	64(%rsp), %zmm4         # 64-byte Reload
	vfmadd231ps	(%rdi){1to16}, %zmm1, %zmm4
	vmovaps	%zmm4, (%rsp)           # 64-byte Spill
	incq	%rax
	cmpq	%rax, %rcx
	jne	.LBB0_1
.LBB0_2:
	vfmadd231ps	32(%rsp,%rax), %ymm1, %ymm4
	decq	%rax
	jne	.LBB0_2
.LBB0_3:
	vbroadcastss	(%rdi), %zmm0
	vfmadd231ps	%zmm0, %zmm1, %zmm4
	movq	8(%rsp), %rdx
	cmpq	%rax, %rdx
	jb	.LBB0_3
.LBB0_4:
	vmovups	%zmm4, 64(%rsp)
	jb	.LBB0_4
	vmovups	%zmm4, 64(%rsp)
	retq
