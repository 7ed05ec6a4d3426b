// The comparator of gptlab bench: matrix products in OpenBLAS, timed on request.
//
// A request is one line of standard input,
//
//	milliseconds product m k n times [product m k n times …]
//
// where product is MatMul (a·b), MatMulT (a·bᵀ) or TMatMul (aᵀ·b), c being (m, n).
// All products of the line, each as often as it says, are one piece of work. It is
// repeated for so many milliseconds; the answer is one line with the nanoseconds
// that each repetition took. OPENBLAS_CORETYPE and OPENBLAS_NUM_THREADS choose the
// instruction set and the threads. The first line of output is the core's name.

#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

char *openblas_get_corename(void);

enum { maxProducts = 256, maxTimes = 1 << 16 };

struct product {
	enum CBLAS_TRANSPOSE a, b;
	int m, k, n, times;
	float *pa, *pb, *pc;
};

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static float *numbers(size_t n) {
	float *x = aligned_alloc(64, (n * sizeof *x + 63) / 64 * 64);
	if (!x)
		exit(1);
	for (size_t i = 0; i < n; i++)
		x[i] = (float)rand() / RAND_MAX - 0.5f;
	return x;
}

static void multiply(struct product *p) {
	int lda = p->a == CblasTrans ? p->m : p->k;
	int ldb = p->b == CblasTrans ? p->k : p->n;
	cblas_sgemm(CblasRowMajor, p->a, p->b, p->m, p->n, p->k, 1, p->pa, lda, p->pb, ldb, 0, p->pc, p->n);
}

// readWork reads the rest of a request and returns how many products it has.
static int readWork(char *line, struct product *work) {
	int count = 0, read;
	char name[16];
	struct product p;
	for (; count < maxProducts && sscanf(line, "%15s %d %d %d %d%n", name, &p.m, &p.k, &p.n, &p.times, &read) == 5; line += read) {
		p.a = strcmp(name, "TMatMul") ? CblasNoTrans : CblasTrans;
		p.b = strcmp(name, "MatMulT") ? CblasNoTrans : CblasTrans;
		p.pa = numbers((size_t)p.m * p.k);
		p.pb = numbers((size_t)p.k * p.n);
		p.pc = numbers((size_t)p.m * p.n);
		work[count++] = p;
	}
	return count;
}

static void repeat(double nanoseconds, struct product *work, int count) {
	double end = now() + nanoseconds, begun = now();
	for (int times = 0; begun < end && times < maxTimes; times++) {
		for (int i = 0; i < count; i++)
			for (int j = 0; j < work[i].times; j++)
				multiply(&work[i]);
		double ended = now();
		printf("%.0f ", ended - begun);
		begun = ended;
	}
	printf("\n");
	fflush(stdout);
}

int main(void) {
	static char line[1 << 16], last[1 << 16];
	static struct product work[maxProducts];
	int count = 0;
	printf("%s\n", openblas_get_corename());
	fflush(stdout);
	while (fgets(line, sizeof line, stdin)) {
		int milliseconds, read;
		if (sscanf(line, "%d%n", &milliseconds, &read) != 1)
			return 1;
		if (strcmp(last, line + read)) { // another piece of work than last time: its operands are made once
			for (int i = 0; i < count; i++)
				free(work[i].pa), free(work[i].pb), free(work[i].pc);
			count = readWork(line + read, work);
			strcpy(last, line + read);
		}
		repeat(milliseconds * 1e6, work, count);
	}
}
