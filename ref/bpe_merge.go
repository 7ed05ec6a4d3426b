package ref

import "container/heap"

// A bpePair is two neighbouring tokens that may become one.
type bpePair struct{ left, right int }

// A bpeMerge is what a pair becomes, and when: the lowest rank first.
type bpeMerge struct{ rank, id int }

// merge joins the tokens of one word until no two neighbours can be joined: of
// all pairs the one learned first, and of equal ones the leftmost, each time.
//
// With the tokens in a linked list and the pairs in a heap it takes
// O(n log n) for a word of n bytes: whoever pastes a megabyte of one letter has
// a word as long as that.
func (t *BPETokenizer) merge(word []int) []int {
	m := merging{merges: t.merges, links: make([]bpeLink, len(word))}
	for i, id := range word {
		m.links[i] = bpeLink{id: id, before: i - 1, after: i + 1}
	}
	for i := range word {
		if offer, ok := m.offer(i); ok {
			m.waiting = append(m.waiting, offer)
		}
	}
	heap.Init(&m.waiting)
	for len(m.waiting) > 0 {
		m.join(heap.Pop(&m.waiting).(bpeOffer))
	}
	merged := word[:0]
	for i := 0; i < len(word); i = m.links[i].after {
		merged = append(merged, m.links[i].id)
	}
	return merged
}

// merging is one word on its way from bytes to tokens.
type merging struct {
	merges  map[bpePair]bpeMerge
	links   []bpeLink // a token stands where its first byte was
	waiting bpeOffers
}

// A bpeLink is a token between the places of its neighbours.
type bpeLink struct {
	id            int // −1 when the token before it has swallowed it
	before, after int
}

// A bpeOffer is a pair that could be joined, and where it stood when that was found out.
type bpeOffer struct {
	bpePair
	bpeMerge
	at int
}

// offer finds out whether the token at a place can be joined with the next.
func (m *merging) offer(at int) (bpeOffer, bool) {
	if at < 0 || m.links[at].after >= len(m.links) {
		return bpeOffer{}, false
	}
	pair := bpePair{m.links[at].id, m.links[m.links[at].after].id}
	merge, ok := m.merges[pair]
	return bpeOffer{pair, merge, at}, ok
}

// join makes a pair one token, if the pair still stands where it was offered,
// and offers the new token to both neighbours.
func (m *merging) join(o bpeOffer) {
	if now, ok := m.offer(o.at); !ok || now.bpePair != o.bpePair {
		return
	}
	token := &m.links[o.at]
	swallowed := &m.links[token.after]
	token.id, token.after = o.id, swallowed.after
	swallowed.id = -1
	if token.after < len(m.links) {
		m.links[token.after].before = o.at
	}
	for _, at := range []int{token.before, o.at} {
		if next, ok := m.offer(at); ok {
			heap.Push(&m.waiting, next)
		}
	}
}

// bpeOffers is a heap: lowest rank first, then leftmost.
type bpeOffers []bpeOffer

func (o bpeOffers) Len() int      { return len(o) }
func (o bpeOffers) Swap(i, j int) { o[i], o[j] = o[j], o[i] }
func (o bpeOffers) Less(i, j int) bool {
	return o[i].rank < o[j].rank || o[i].rank == o[j].rank && o[i].at < o[j].at
}

func (o *bpeOffers) Push(offer any) { *o = append(*o, offer.(bpeOffer)) }

func (o *bpeOffers) Pop() any {
	last := len(*o) - 1
	offer := (*o)[last]
	*o = (*o)[:last]
	return offer
}
