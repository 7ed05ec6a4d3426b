package world

// englishRules tell a story in a few moves: two children somewhere, a thing, what
// happens to the thing, how that feels, and an end. <event> looks at who holds
// the thing: only that child can give it away or lose it. Somebody speaks at most
// once, so that no story grows too long.
const englishRules = `
story
  1 <open> <find> <rest>

rest
  3 <show> <event> <event> <end>
  5 <event> <then>
  2 <picnic> [spoken=yes] <event> <end>

then
  3 <feel> <event> <end>
  2 (spoken=none) [spoken=yes] <event> <event> <end>

open
  2 On {day} , {hero} and {friend} are {place.in} the {place} .
  2 One {weather} {day} , {hero} meets {friend} {place.in} the {place} .
  2 {hero} is {place.in} the {place} with {friend} .
  1 {hero} and {friend} are {place.in} the {place} .
  1 {hero} and {friend} meet {place.in} the {place} .

// The thing comes into the story, and somebody has it.
find
  2 {hero} finds <what> [holder=hero] [feeling=happy] .
  1 {hero} has <what> [holder=hero] [feeling=happy] .
  2 {helper} gives {hero} <what> [holder=hero] [feeling=thankful] .
  2 {friend} has <what> [holder=friend] [feeling=happy] .
  1 {friend} finds <what> [holder=friend] [feeling=happy] .

what
  3 {thing.one} {look} {thing}
  1 {thing.a} {thing}

the
  2 the {thing}
  1 (look!=none) the {look} {thing}

// Somebody looks at the thing.
show
  3 (holder=hero) “ <praise> ” [spoken=yes] says {friend} .
  3 (holder=friend) “ <praise> ” [spoken=yes] says {hero} .
  2 (look!=none) The {thing} {holder} is holding {thing.is} {look} .
  1 (animal=none) A little {animal} is watching .

praise
  1 How lovely !
  1 (thing.is=is) What a lovely {thing} !
  1 (thing.is=are) What lovely {thing} !
  1 (look!=none) I like the {look} {thing} !
  1 {thing.It} {thing.is} lovely !
  1 Look ! How lovely !

event
  4 (holder=hero) <give>
  4 (holder=friend) <return>
  2 (holder!=none) <lose>
  2 (holder!=none) <keep>
  1 (holder=none) <search>

// The hero gives the thing to the friend.
give
  3 {hero} gives <the> to {friend} [holder=friend] [feeling=proud] .
  4 {friend} asks {hero} for the {thing} and gets {thing.it} [holder=friend] [feeling=proud] .
  1 {hero} lets {friend} have <the> [holder=friend] [feeling=proud] .
  2 (spoken=none) “ May I have {thing.it} ? ” [spoken=yes] [long=yes] asks {friend} . {hero} gives {thing.it} to {friend.them} [holder=friend] [feeling=proud] .
  2 (spoken=none) “ Would you like {thing.it} ? ” [spoken=yes] [long=yes] asks {hero} . {friend} takes {thing.it} [holder=friend] [feeling=proud] .

// The friend gives the thing to the hero.
return
  3 {friend} gives <the> to {hero} [holder=hero] [feeling=thankful] .
  4 {hero} asks {friend} for the {thing} and gets {thing.it} [holder=hero] [feeling=thankful] .
  1 {friend} lets {hero} have <the> [holder=hero] [feeling=thankful] .
  2 (spoken=none) “ May I have {thing.it} ? ” [spoken=yes] [long=yes] asks {hero} . {friend} gives {thing.it} to {hero.them} [holder=hero] [feeling=thankful] .
  2 (spoken=none) “ Would you like {thing.it} ? ” [spoken=yes] [long=yes] asks {friend} . {hero} takes {thing.it} [holder=hero] [feeling=thankful] .

lose
  2 Oh no ! The {thing} {thing.falls} behind the {place.spot} [holder=none] [feeling=sad] .
  1 {holder} runs and the {thing} {thing.falls} behind the {place.spot} [holder=none] [feeling=sad] .

// Nothing changes hands, and nothing is told twice. A story has three events at
// most, so one way is always left.
keep
  1 (held=none) {holder} holds <the> tight [held=yes] .
  1 (smiled=none) {holder} looks at <the> and smiles [smiled=yes] .
  1 (animal=none) {holder} shows <the> to a little {animal} .

search
  3 {hero} looks behind the {place.spot} and finds {thing.it} [holder=hero] [feeling=happy] .
  3 {friend} looks behind the {place.spot} and finds {thing.it} [holder=friend] [feeling=happy] .
  1 They look and look but cannot find {thing.it} .

// A rest between two events.
feel
  2 {hero} is {feeling} .
  1 {hero} feels {feeling} .
  2 (hero.they=she) (friend.they=he) She is {feeling} .
  2 (hero.they=he) (friend.they=she) He is {feeling} .
  4 (holder!=none) Now {holder} has the {thing} .
  2 (holder!=none) (look!=none) The {thing} {holder} is holding {thing.is} {look} .
  2 (holder=none) The {thing} behind the {place.spot} {thing.is} gone .
  1 (animal=none) A little {animal} is watching .

// Three good things, of which two are eaten.
picnic
  2 They have {food1.a} {food1} , {food2.a} {food2} and {food3.a} {food3} . <eat>

eat
  1 {hero} eats the <first> and {friend} eats the <second> .
  1 {friend} eats the <first> and {hero} eats the <second> .

first
  1 {food1} [left=food2] [last=food3]
  1 {food2} [left=food1] [last=food3]
  1 {food3} [left=food1] [last=food2]

second
  1 {left}
  1 {last} [last=left]

end
  1 <closing> <coda>

closing
  3 (holder!=none) {holder} takes <the> home .
  2 (holder!=none) {holder} shows <the> to {helper} .
  2 (holder=none) They will look for the {thing} tomorrow .
  1 (holder=none) Tomorrow they will find {thing.it} .
  2 {hero} and {friend} go home together .
  1 (day!=none) (feeling!=sad) What a lovely {day} !
  1 (spoken=none) (feeling=thankful) “ Thank you , {friend} ! ” [long=yes] says {hero} .
  1 (spoken=none) (feeling=proud) “ Thank you , {hero} ! ” [long=yes] says {friend} .
  2 (animal!=none) The little {animal} goes home , too .
  4 (last!=none) They share the {last} .

// A last look at the hero, now and then. Because it may come, it matters up to the
// last word how the story turned out.
coda
  2
  1 (long=none) {feeling.Poor} {hero} !
`
