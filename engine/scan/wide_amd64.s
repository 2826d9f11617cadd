#include "textflag.h"

// The constants of long.go: readAhead and the places that sixteen probes cover.
#define FOLD $0x2020202020202020

// func passWide(text *byte, end, i int, t *filter, passed *[batch]uint64) (next, n int)
//
// Sixteen probes at a time, those at i, i+8, i+16, i+24, i+4, i+12, i+20, i+28 and
// the same 32 bytes on. What passes is noted without a branch.
TEXT ·passWide(SB), NOSPLIT, $0-56
	MOVQ text+0(FP), SI
	MOVQ end+8(FP), CX
	MOVQ i+16(FP), BX
	MOVQ t+24(FP), R8
	MOVQ passed+32(FP), R10
	MOVQ 0(R8), DI                // lines
	VPBROADCASTQ 8(R8), Z10       // multiplier
	VPBROADCASTQ 16(R8), Z12      // mask of the line
	VMOVQ 24(R8), X14             // shift of the line
	MOVQ FOLD, AX
	VPBROADCASTQ AX, Z11
	MOVQ $1, AX
	VPBROADCASTQ AX, Z13
	XORQ R9, R9
	SUBQ $68, CX
	JMP test

loop:
	VMOVDQU (SI)(BX*1), Y0
	VINSERTI64X4 $1, 4(SI)(BX*1), Z0, Z0
	VMOVDQU 32(SI)(BX*1), Y1
	VINSERTI64X4 $1, 36(SI)(BX*1), Z1, Z1
	VPORQ Z11, Z0, Z0
	VPORQ Z11, Z1, Z1
	VPMULLQ Z10, Z0, Z0
	VPMULLQ Z10, Z1, Z1
	VPSRLQ X14, Z0, Z2
	VPSRLQ X14, Z1, Z3
	VPANDQ Z12, Z2, Z2
	VPANDQ Z12, Z3, Z3
	KXNORB K1, K1, K1
	KXNORB K2, K2, K2
	VPGATHERQQ (DI)(Z2*8), K1, Z4
	VPGATHERQQ (DI)(Z3*8), K2, Z5
	VPSRLQ $44, Z0, Z0            // bitAt
	VPSRLQ $44, Z1, Z1
	VPRORVQ Z0, Z4, Z4            // by the low six bits
	VPRORVQ Z1, Z5, Z5
	VPTESTMQ Z13, Z4, K3
	VPTESTMQ Z13, Z5, K4
	KMOVB K3, AX
	KMOVB K4, DX
	SHLQ $8, DX
	ORQ DX, AX
	MOVQ BX, DX
	SHLQ $16, DX
	ORQ AX, DX
	MOVQ DX, (R10)(R9*8)
	CMPQ AX, $1                   // carry when none passes
	SBBQ $-1, R9
	ADDQ $64, BX
	CMPQ R9, $64                  // batch
	JEQ done

test:
	CMPQ BX, CX
	JLE loop

done:
	MOVQ BX, next+40(FP)
	MOVQ R9, n+48(FP)
	VZEROUPPER
	RET
