package world

const englishRules = `
story
  1 <open> <find> <event> <feel> <event> <end>

open
  3 On {day} , {hero} and {friend} are {place.in} the {place} .
  2 {hero} is {place.in} the {place} with {friend} .

find
  2 {hero} finds <what> [holder=hero] [feeling=happy] .
  1 {hero} has <what> [holder=hero] [feeling=happy] .

what
  3 {thing.one} {colour} {thing}
  1 {thing.a} {thing}

event
  2 (holder=hero) {hero} gives the {thing} to {friend} [holder=friend] [feeling=proud] .
  1 (holder=hero) “ May I have the {thing} ? ” asks {friend} . “ Yes ! ” says {hero} and gives {thing.it} to {friend.them} [holder=friend] [feeling=proud] .
  2 (holder=friend) {friend} gives the {thing} to {hero} [holder=hero] [feeling=thankful] .
  1 (holder!=none) Oh no , the {thing} {thing.falls} behind the {place.spot} [holder=none] [feeling=sad] .
  1 (holder=none) {hero} looks behind the {place.spot} and finds {thing.it} [holder=hero] [feeling=happy] .
  1 (holder=none) {friend} looks behind the {place.spot} and finds {thing.it} [holder=friend] [feeling=happy] .

feel
  1 {hero} is {feeling} .
  1 (holder!=none) Now {holder} has the {thing} .
  1

end
  2 (holder!=none) {holder} takes the {thing} home .
  1 (holder=none) They go home without the {thing} .
  1 They go home together .
`
