package ref

// A bpePair is two neighbouring tokens that may become one.
type bpePair struct{ left, right int }

// A bpeMerge is what a pair becomes, and when: the lowest rank first. Every
// pair has a rank of its own.
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
		m.offer(i)
	}
	for len(m.waiting) > 0 {
		m.join(m.waiting.pop())
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

// A bpeOffer is the rank of a pair that could be joined, and where it stood when
// that was found out.
type bpeOffer struct{ rank, at int }

// find returns what the token at a place and the next one become, if anything.
func (m *merging) find(at int) (merge bpeMerge, ok bool) {
	if at < 0 || m.links[at].after >= len(m.links) {
		return bpeMerge{}, false
	}
	merge, ok = m.merges[bpePair{m.links[at].id, m.links[m.links[at].after].id}]
	return merge, ok
}

// offer lets the pair at a place wait for its turn.
func (m *merging) offer(at int) {
	if merge, ok := m.find(at); ok {
		m.waiting.push(bpeOffer{merge.rank, at})
	}
}

// join makes a pair one token, if it still stands where it was offered, and
// offers the new token to both neighbours.
func (m *merging) join(o bpeOffer) {
	merge, ok := m.find(o.at)
	if !ok || merge.rank != o.rank {
		return
	}
	token := &m.links[o.at]
	swallowed := &m.links[token.after]
	token.id, token.after = merge.id, swallowed.after
	swallowed.id = -1
	if token.after < len(m.links) {
		m.links[token.after].before = o.at
	}
	m.offer(token.before)
	m.offer(o.at)
}

// bpeOffers is a binary heap: the offer that comes first, by rank and then by
// place, is at 0, and none comes before the one at (i−1)/2. (container/heap
// would allocate for each.)
type bpeOffers []bpeOffer

func (h bpeOffers) less(i, j int) bool {
	return h[i].rank < h[j].rank || h[i].rank == h[j].rank && h[i].at < h[j].at
}

func (h *bpeOffers) push(o bpeOffer) {
	*h = append(*h, o)
	for i := len(*h) - 1; i > 0 && h.less(i, (i-1)/2); i = (i - 1) / 2 {
		(*h)[i], (*h)[(i-1)/2] = (*h)[(i-1)/2], (*h)[i]
	}
}

func (h *bpeOffers) pop() bpeOffer {
	last := len(*h) - 1
	first := (*h)[0]
	(*h)[0] = (*h)[last]
	*h = (*h)[:last]
	for i := 0; ; {
		next := 2*i + 1
		if next+1 < last && h.less(next+1, next) {
			next++
		}
		if next >= last || !h.less(next, i) {
			return first
		}
		(*h)[i], (*h)[next] = (*h)[next], (*h)[i]
		i = next
	}
}
