package ref

import "slices"

// KV keeps one layer's keys and values, so that a longer text need not compute
// them again: under the causal mask the earlier positions never change. A nil
// *KV keeps nothing.
type KV struct {
	k, v Tensor // (B, nh, positions so far, hs)
}

// Past is the KV of every layer, for generating one token at a time.
type Past struct {
	layers []KV
	length int // positions so far
}

// NewPast returns an empty past for the model's layers.
func (m *GPT) NewPast() *Past { return &Past{layers: make([]KV, m.NLayer)} }

// Length returns how many positions the past holds.
func (p *Past) Length() int {
	if p == nil {
		return 0
	}
	return p.length
}

func (p *Past) layer(i int) *KV {
	if p == nil {
		return nil
	}
	return &p.layers[i]
}

// keys adds the new positions' keys and returns all of them: (B, nh, T, hs) → (B, nh, Tk, hs).
func (kv *KV) keys(k Tensor) Tensor {
	if kv == nil {
		return k
	}
	kv.k = appendTime(kv.k, k)
	return kv.k
}

// values adds the new positions' values and returns all of them: (B, nh, T, hs) → (B, nh, Tk, hs).
func (kv *KV) values(v Tensor) Tensor {
	if kv == nil {
		return v
	}
	kv.v = appendTime(kv.v, v)
	return kv.v
}

// appendTime: (B, nh, T1, hs) and (B, nh, T2, hs) → (B, nh, T1+T2, hs).
func appendTime(before, after Tensor) Tensor {
	if before.Data == nil {
		return after.Clone() // it may lie in an arena, whose memory is used again
	}
	shape := slices.Clone(after.Shape)
	shape[2] += before.Dim(2)
	both := FromSlice(roomFor(before, after), shape...)
	n1, n2 := before.Dim(2)*before.Dim(3), after.Dim(2)*after.Dim(3)
	for i := shape[0]*shape[1] - 1; i >= 0; i-- { // the last head first: before may be moved within its own memory
		copy(both.Data[i*(n1+n2):], before.Data[i*n1:(i+1)*n1])
		copy(both.Data[i*(n1+n2)+n1:], after.Data[i*n2:(i+1)*n2])
	}
	return both
}

// roomFor returns memory for both. A silent run, whose tensors lie in an arena,
// extends the memory of before. In an observed run somebody may keep before as a
// step, which must not change, so the memory is new.
func roomFor(before, after Tensor) []Float {
	n := len(before.Data) + len(after.Data)
	if after.arena == nil {
		return make([]Float, n)
	}
	return slices.Grow(before.Data, len(after.Data))[:n]
}
