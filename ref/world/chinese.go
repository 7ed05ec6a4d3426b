package world

// chinese tells what english tells, as a child in Taiwan would hear it: 小美 and
// 阿明, one thing, who has it and how the first of the two feels about that. The
// rules are in chinese_story.go.
//
// A thing is counted with its classifier, which is said before the colour and so before
// the thing itself: after 一 顆 紅色 的 only what is counted in 顆 can follow, and a
// thing said once takes the same classifier ever after.
var chinese = source{
	name: "world-zh", lang: "zh-Hant",
	kinds: chineseKinds, variables: chineseVariables, rules: chineseRules,
}

const chineseKinds = `
person:  ta ni
  小美   她 妳
  小玲   她 妳
  小雨   她 妳
  小晴   她 妳
  安安   她 妳
  妮妮   她 妳
  怡君   她 妳
  雅婷   她 妳
  佳穎   她 妳
  心怡   她 妳
  美慧   她 妳
  詩涵   她 妳
  阿明   他 你
  阿宏   他 你
  阿哲   他 你
  小杰   他 你
  小凱   他 你
  小偉   他 你
  志豪   他 你
  建宏   他 你
  家豪   他 你
  冠宇   他 你
  承恩   他 你
  柏翰   他 你

helper:
  阿嬤
  阿公
  媽媽
  爸爸
  阿姨
  舅舅
  姑姑
  老師

// What a story is about, and what it is counted in.
thing:    cl key
  球      顆 ball
  彈珠    顆 marble
  貝殼    顆 shell
  鈕扣    顆 button
  書      本 book
  圖畫書  本 picture-book
  筆記本  本 notebook
  帽子    頂 hat
  草帽    頂 straw-hat
  雨傘    把 umbrella
  扇子    把 fan
  鑰匙    把 key
  圍巾    條 scarf
  手帕    條 handkerchief
  緞帶    條 ribbon
  跳繩    條 skipping-rope
  鉛筆    枝 pencil
  蠟筆    枝 crayon
  毛筆    枝 brush
  玩具車  台 toy-car
  相機    台 camera
  紙船    艘 boat
  模型船  艘 model-ship
  紙飛機  架 paper-plane
  滑翔機  架 glider
  風箏    個 kite
  布偶    個 puppet
  鈴鐺    個 bell
  燈籠    個 lantern
  陀螺    個 top
  面具    個 mask
  貼紙    張 sticker
  卡片    張 card
  書籤    張 bookmark
  手套    雙 gloves
  襪子    雙 socks
  溜冰鞋  雙 skates
  玩具熊  隻 toy-bear
  布兔子  隻 toy-rabbit

look:
  紅色
  橘色
  黃色
  綠色
  藍色
  紫色
  白色
  粉紅色
  咖啡色
  全新

// A place, how one is there, and what a thing can fall behind.
place:    at spot   key
  公園    裡 長椅   park
  校園    裡 花圃   schoolyard
  教室    裡 講桌   classroom
  書房    裡 書架   study
  廚房    裡 冰箱   kitchen
  客廳    裡 沙發   living-room
  院子    裡 水缸   yard
  菜園    裡 籬笆   garden
  森林    裡 大樹   forest
  夜市    裡 攤位   night-market
  動物園  裡 柵欄   zoo
  遊樂場  裡 溜滑梯 playground
  車站    裡 售票機 station
  閣樓    裡 木箱   attic
  沙灘    上 礁石   beach
  操場    上 司令台 sports-field
  草地    上 樹叢   meadow
  山坡    上 岩石   hill
  廣場    上 銅像   square
  河      邊 蘆葦   river
  湖      邊 柳樹   lake
  海      邊 堤防   sea

food:
  蘋果
  芭樂
  橘子
  番茄
  茶葉蛋
  香蕉
  玉米
  熱狗
  西瓜
  餅乾
  蛋糕
  鳳梨
  包子
  飯糰
  布丁
  甜甜圈

animal:
  小貓
  小狗
  麻雀
  松鼠
  蝴蝶
  蝸牛
  白鷺鷥
  瓢蟲

day:
  星期一
  星期二
  星期三
  星期四
  星期五
  星期六
  星期日

time:
  早上
  中午
  下午
  傍晚

weather:
  晴朗
  涼爽
  溫暖
  美麗

feeling: key
  開心   happy
  得意   proud
  感激   thankful
  難過   sad

once:
  yes
`

const chineseVariables = `
hero    person            // the first of the two, whose feeling is told
friend  person not hero
holder  person            // who has the thing; always set, never drawn
feeling feeling           // of the hero
helper  helper
thing   thing
look    look
place   place
animal  animal
day     day
time    time
weather weather
food1   food
food2   food not food1
food3   food not food1 food2
left    food              // of the three, what is not eaten yet
last    food
spoken  once              // somebody said something
held    once              // <keep> has told of it
smiled  once
long    once              // there is no room for a last look
`
