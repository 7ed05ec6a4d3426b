package viz

// Others are the models beside a run's own, of which some pictures show
// something. Each answer is worked out when a picture needs it.
type Others interface {
	Cuts(*Tape) ([]Cut, error) // the run's text, cut in every way there is
	Along(Input) []Kept        // the checkpoints along the training of the run's model
	Taught(*Tape) Taught       // those that were taught labels in the same words
}

// nobody is what stands beside a run where nobody brings anything.
type nobody struct{}

func (nobody) Cuts(*Tape) ([]Cut, error) { return nil, nil }
func (nobody) Along(Input) []Kept        { return nil }
func (nobody) Taught(*Tape) Taught       { return Taught{} }

func (ask PlotAsk) others() Others {
	if ask.Others == nil {
		return nobody{}
	}
	return ask.Others
}
