package world

// chineseRules tell the stories of englishRules in the ways Chinese has for them:
// 把 brings what is given before the giving, 妳 and 你 are chosen by who is spoken to,
// 她們 are only girls, and what is said stands in 「」 after 說 and a colon.
const chineseRules = `
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
  3 {day} {time} ， {hero} 和 {friend} 在 {place} {place.at} 。
  2 {weather} 的 {time} ， {hero} 在 {place} {place.at} 遇見 {friend} 。
  2 {hero} 和 {friend} 一起 來到 {place} {place.at} 。
  1 {hero} 在 {place} {place.at} 等 {friend} 。

// The thing comes into the story, and somebody has it.
find
  2 {hero} 發現 一 <what> [holder=hero] [feeling=開心] 。
  1 {hero} 帶來 一 <what> [holder=hero] [feeling=開心] 。
  2 {helper} 送 {hero} 一 <what> [holder=hero] [feeling=感激] 。
  1 {friend} 發現 一 <what> [holder=friend] [feeling=開心] 。
  2 {friend} 帶來 一 <what> [holder=friend] [feeling=開心] 。

what
  3 {thing.cl} {look} 的 {thing}
  1 {thing.cl} {thing}

the
  2 {thing}
  2 那 {thing.cl} {thing}
  1 (look!=none) 那 {thing.cl} {look} 的 {thing}

// Somebody looks at the thing.
show
  3 (holder=hero) {friend} 說 ： 「 <praise> 」 [spoken=yes]
  3 (holder=friend) {hero} 說 ： 「 <praise> 」 [spoken=yes]
  2 (look!=none) {holder} 的 {thing} 是 {look} 的 。
  1 (animal=none) 一 隻 {animal} 在 旁邊 看著 。

praise
  1 好 漂亮 ！
  1 哇 ！ 好 特別 的 {thing} ！ [long=yes]
  1 這 {thing.cl} {thing} 真 漂亮 ！ [long=yes]
  1 (look!=none) 我 喜歡 {look} 的 {thing} ！ [long=yes]
  1 我 也 想要 一 {thing.cl} ！

event
  4 (holder=hero) <give>
  4 (holder=friend) <return>
  2 (holder!=none) <lose>
  2 (holder!=none) <keep>
  1 (holder=none) <search>

// The hero gives the thing to the friend.
give
  3 {hero} 把 <the> 交給 {friend} [holder=friend] [feeling=得意] 。
  2 {friend} 向 {hero} 借 了 {thing} [holder=friend] [feeling=得意] 。
  1 {hero} 讓 {friend} 拿 <the> [holder=friend] [feeling=得意] 。
  2 (spoken=none) {friend} 問 ： 「 可以 借 我 嗎 ？ 」 [spoken=yes] [long=yes] {hero} 把 {thing} 交給 {friend.ta} [holder=friend] [feeling=得意] 。
  2 (spoken=none) {hero} 問 ： 「 {friend.ni} 喜歡 這 {thing.cl} {thing} 嗎 ？ 」 [spoken=yes] [long=yes] {friend} 收下 了 [holder=friend] [feeling=得意] 。

// The friend gives the thing to the hero.
return
  3 {friend} 把 <the> 交給 {hero} [holder=hero] [feeling=感激] 。
  2 {hero} 向 {friend} 借 了 {thing} [holder=hero] [feeling=感激] 。
  1 {friend} 讓 {hero} 拿 <the> [holder=hero] [feeling=感激] 。
  2 (spoken=none) {hero} 問 ： 「 可以 借 我 嗎 ？ 」 [spoken=yes] [long=yes] {friend} 把 {thing} 交給 {hero.ta} [holder=hero] [feeling=感激] 。
  2 (spoken=none) {friend} 問 ： 「 {hero.ni} 喜歡 這 {thing.cl} {thing} 嗎 ？ 」 [spoken=yes] [long=yes] {hero} 收下 了 [holder=hero] [feeling=感激] 。

// In a story with talk in it the thing is lost in few words: none grows past 60.
lose
  2 糟糕 ！ {thing} 掉到 {place.spot} 後面 了 [holder=none] [feeling=難過] 。
  2 (spoken=none) {holder} 跑 太 快 ， {thing} 掉到 {place.spot} 後面 了 [long=yes] [holder=none] [feeling=難過] 。

// Nothing changes hands, and nothing is told twice. A story has three events at
// most, so one way is always left.
keep
  1 (held=none) {holder} 小心 地 拿著 {thing} [held=yes] 。
  1 (smiled=none) {holder} 看著 {thing} 笑 了 [smiled=yes] 。
  1 (animal=none) {holder} 把 {thing} 拿給 {animal} 看 。

search
  3 {hero} 在 {place.spot} 後面 找到 {thing} [holder=hero] [feeling=開心] 。
  3 {friend} 在 {place.spot} 後面 找到 {thing} [holder=friend] [feeling=開心] 。
  1 <they> 找 了 又 找 ， 還是 找不到 。

they
  1 (hero.ta=她) (friend.ta=她) 她們
  1 (hero.ta=她) (friend.ta=他) 他們
  1 (hero.ta=他) 他們

// A rest between two events.
feel
  2 {hero} 很 {feeling} 。
  1 {hero} 覺得 很 {feeling} 。
  2 (hero.ta=她) (friend.ta=他) 她 很 {feeling} 。
  2 (hero.ta=他) (friend.ta=她) 他 很 {feeling} 。
  2 (holder!=none) 現在 {thing} 在 {holder} 手上 。
  2 (holder!=none) (look!=none) {holder} 的 {thing} 是 {look} 的 。
  2 (holder=none) {place.spot} 後面 太 暗 ， 看不到 {thing} 。
  1 (animal=none) 一 隻 {animal} 在 旁邊 看著 。

// Three good things, of which two are eaten.
picnic
  1 <they> 帶 了 {food1} 、 {food2} 和 {food3} 。 <eat>

eat
  1 {hero} 吃 了 <first> ， {friend} 吃 了 <second> 。
  1 {friend} 吃 了 <first> ， {hero} 吃 了 <second> 。

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
  2 (holder!=none) {holder} 把 {thing} 帶 回家 。
  1 (holder!=none) (spoken=none) {holder} 把 那 {thing.cl} {thing} 帶 回家 。
  2 (holder!=none) {holder} 把 {thing} 拿給 {helper} 看 。
  2 (holder=none) <they> 決定 明天 再 來 找 {thing} [long=yes] 。
  1 (holder=none) 明天 一定 會 找到 {thing} 的 ！
  2 {hero} 和 {friend} 一起 回家 。
  1 (day!=none) (feeling!=難過) 真 是 快樂 的 {day} ！
  1 (spoken=none) (feeling=感激) {hero} 說 ： 「 謝謝 {friend.ni} ， {friend} ！ 」 [long=yes]
  1 (spoken=none) (feeling=得意) {friend} 說 ： 「 謝謝 {hero.ni} ， {hero} ！ 」 [long=yes]
  2 (animal!=none) {animal} 也 回家 了 。
  4 (last!=none) 最後 ， <they> 一起 分享 {last} 。

// A last look at the hero, as in English.
coda
  2
  1 (long=none) {feeling} 的 {hero} ！
`
