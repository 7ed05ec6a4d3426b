// Package kernel is the one fast room of gptlab: matrix products, and the sharing
// out of loops over the machine's cores. Everything above it reads like the
// chapter; whatever is clever about speed lives here.
//
// # How a fast matrix product works
//
// A core can multiply and add some thirty times faster than a plain loop makes
// it, for three reasons, and each has its place here.
//
// One instruction can do the same to 8 or 16 numbers at once, and a core can begin
// two such instructions every cycle while each takes about four to finish. So a
// tile of c, small enough for all its sums to stay in registers, is computed at
// once: each row of b that is loaded is used for every row of the tile, and a dozen
// independent sums keep the core busy while the first is still being added. That
// is the micro-kernel, the one piece in assembly (tile in avo/tile.go, which
// generates it for AVX2 and for AVX-512).
//
// Memory is slower than the core. packed.go cuts the product into blocks that fit
// the caches, so that a number fetched from memory is used many times before it is
// dropped, and packs each block of b in the order in which the micro-kernel will
// read it. Packing also absorbs the transpose: aᵀ·b and a·bᵀ are the same loops
// over differently strided views.
//
// There is more than one core. crew.go keeps helpers awake between products, since
// waking one takes as long as a product does.
//
// Loops over vectors (powers, GELU, AdamW) profit from the first of these only;
// vector.go lists them, plain.go says in plain Go what they compute.
//
// # What can be relied on
//
// All matrices are row-major slices. A result is the same, bit for bit, for any
// number of threads: threads share out cells of the result, never a sum. NaN and
// Inf go through products as they do through the textbook's three loops.
//
// The processor chooses the kernel when the program starts: "avx512", "avx2", or
// "go", which is the plain Go of textbook.go and runs everywhere. The environment
// variable GPTLAB_KERNEL forces one of them; Name tells which one runs. "avx2" and
// "avx512" give the same bits in every product, "go" rounds a little differently,
// since a fused multiply-add rounds once where Go rounds twice. Each cell of a
// product is one chain of additions in the order of the inner index, so a row
// computed alone has the bits it has within any larger product ("go" excepted).
//
// # Measuring
//
//	go test -run xxx -bench . ./ref/kernel   (GOMAXPROCS=1 for one thread)
//
// runs every kernel of the machine and prints GFLOP/s, GB/s or ns a number, in the
// form benchstat reads. Tests of other packages choose a kernel by GPTLAB_KERNEL;
// give them -count=1, since go test does not know that results depend on it.
package kernel

//go:generate sh -c "cd avo && go run . -pkg kernel -out ../asm_amd64.s -stubs ../asm_amd64.go"
