"""The contents of the demonstration: the targets of an invented district, in Chinese and English.

Tables with columns separated by `|`. Times are in years since the first 1 January of the demonstration:
0-3 is the first three years, 2.75 the end of September of the third.
"""

from __future__ import annotations

from typing import Final, NamedTuple

TextPair = tuple[str, str]  # Chinese, English


class TargetSpec(NamedTuple):
    """One invented target: its measure, its period and its outcome."""

    theme: str
    id: str
    lead: str  # "-": the source names nobody
    plan: str  # "-": no plan
    measure: str  # kind, then baseline and target, or the bounds, then the unit
    span: str  # start-due; "0-" has no due date, "next" begins next year
    outcome: (
        str  # @ time of the last report, : its value (a rate), its share (a count) or quarters lost
    )
    traits: str
    title: TextPair
    promise: TextPair


THEMES: Final = """
housing | 住房 | Housing
community | 社区服务 | Community services
industry | 产业 | Industry
finance | 财政与增长 | Finance and growth
environment | 水务与环境 | Water and environment
digital | 数字治理 | Digital governance
law | 普法 | Legal education
transport | 交通 | Transport
"""

ORGANISATIONS: Final = """
housing-bureau | 区房管局 | Housing Bureau
civil-affairs | 区民政局 | Civil Affairs Bureau
development | 区发展改革委 | Development and Reform Commission
investment | 区投促办 | Investment Promotion Office
finance-bureau | 区财政局 | Finance Bureau
water-bureau | 区水务局 | Water Bureau
greening | 区绿化市容局 | Greening and City Appearance Bureau
data-bureau | 区数据局 | Data Bureau
justice | 区司法局 | Justice Bureau
transport-office | 区交通办 | Transport Office
"""

# Each plan is also the document its targets come from.
PLANS: Final = """
better-housing | 住房提升行动 | Better Housing programme
livelihood-projects | 民生实事项目 | Livelihood projects
key-industries | 重点产业发展规划 | Key industries plan
sponge-city | 排水与海绵城市提升方案 | Drainage and sponge city scheme
digital-government | 数字政府建设方案 | Digital government scheme
legal-education | 法治宣传教育五年规划 | Five-year legal education plan
slow-traffic | 慢行交通行动 | Walking and cycling programme
next-round | 下一轮三年行动 | Next three-year programme
"""

TARGETS: Final = """
## housing
scattered-renewal | housing-bureau | better-housing | cumulative 0 820 户=households | 0-1 | achieved@0.75 | about assumed year_end money=9.6*0.97
零星旧改 | Scattered old-housing renewal | 用 1 年时间完成约 {n} 户零星旧改。 | Complete the scattered renewal of about {n} households within one year.
housing-repair | housing-bureau | better-housing | cumulative 0 640 万平方米=×10,000 m² | 0-4 | off_track | about year_end money=27*1.5
住房修缮 | Housing repair | 到 {due} 年底完成约 {n} 万平方米住房修缮。 | Repair about 6.4 million m² of housing by the end of {due}.
flat-rebuilding | housing-bureau | better-housing | cumulative 0 24 万平方米=×10,000 m² | 0-5 | on_track | s money=17.4*1.02 path=0.08,0.25,0.5,0.78
旧住房成套改造 | Flats rebuilt with own kitchen and bathroom | 五年完成 {n} 万平方米旧住房成套改造。 | Rebuild 240,000 m² of flats without their own kitchen and bathroom within five years.
lifts | housing-bureau | livelihood-projects | cumulative 0 240 台=lifts | 1-4 | at_risk | year_end money=1.68*1.05
加装电梯 | Lifts added to old buildings | 三年为老旧住宅加装电梯 {n} 台。 | Add {n} lifts to old residential buildings within three years.
rental-homes | housing-bureau | better-housing | cumulative 0 5500 套=homes | 0-5 | on_track | money=18.2*0.9
保障性租赁住房筹措 | Subsidised rental homes | 到 {due} 年底筹措保障性租赁住房 {n} 套。 | Provide {n} subsidised rental homes by the end of {due}.
homes-without-toilets | housing-bureau | better-housing | cumulative 0 860 户=homes | 0-4 | stale:3 | s
无卫生设施房屋改造 | Homes without a toilet | 到 {due} 年底完成 {n} 户无卫生设施房屋改造。 | Fit out {n} homes without a toilet by the end of {due}.
talent-flats | housing-bureau | - | cumulative 0 1200 套=flats | 0-2 | achieved@2.5 | slow money=4.8*0.99
人才公寓 | Flats for young professionals | 两年内交付人才公寓 {n} 套。 | Hand over {n} flats for young professionals within two years.
property-satisfaction | housing-bureau | - | floor 85 % | 1-4 | on_track:87.6 | half_year
物业服务满意度 | Satisfaction with property management | 物业服务满意度保持在 {n}% 以上。 | Keep satisfaction with property management at {n} % or more.
shared-kitchens | housing-bureau | better-housing | level 3400 0 户=households | 0-4 | at_risk | s
合用厨房住户 | Households sharing a kitchen | 到 {due} 年底消除合用厨房住户。 | No household shares a kitchen by the end of {due}.
decent-homes | housing-bureau | better-housing | parts | - | none | -
住房条件改善 | Decent homes | 旧住房成套改造、保障性租赁住房和加装电梯一并推进。 | Rebuilt flats, subsidised homes and lifts move forward together.

## community
neighbourhood-centres | civil-affairs | livelihood-projects | cumulative 14 45 处=centres | 0-3 | achieved@2.75 | year_end money=2.34*0.96
邻里中心 | Neighbourhood centres | 三年内邻里中心增至 {n} 处。 | Bring the number of neighbourhood centres to {n} within three years.
bathing-points | civil-affairs | livelihood-projects | cumulative 0 38 处=points | 1-4 | at_risk | money=1140万元*1
社区助浴点 | Assisted bathing points | 到 {due} 年底建成社区助浴点 {n} 处。 | Open {n} assisted bathing points by the end of {due}.
canteens | civil-affairs | livelihood-projects | cumulative 20 60 处=canteens | 0-5 | on_track | year_end money=3600万元*0.95
社区食堂 | Community canteens | 五年内社区食堂增至 {n} 处。 | Bring the number of community canteens to {n} within five years.
care-beds | civil-affairs | - | level 3200 4500 张=beds | 0-5 | on_track | half_year money=7.8*0.92
养老床位 | Care-home beds | 到 {due} 年底养老床位达到 {n} 张。 | Have {n} care-home beds by the end of {due}.
dementia-beds | civil-affairs | livelihood-projects | cumulative 0 600 张=beds | 0-2 | achieved@2.25 | slow money=5400万元*1.01
认知障碍照护床位 | Dementia care beds | 两年内新增认知障碍照护床位 {n} 张。 | Add {n} dementia care beds within two years.
childcare-places | civil-affairs | livelihood-projects | level 1800 3000 个=places | 0-5 | on_track | about
普惠托育托位 | Affordable childcare places | 到 {due} 年底普惠托位达到 {n} 个左右。 | Reach about {n} affordable childcare places by the end of {due}.
home-adaptation | civil-affairs | livelihood-projects | cumulative 0 1500 户=homes | 0-3 | missed:0.87 | year_end money=3000万元*0.98
居家适老化改造 | Homes adapted for the elderly | 三年完成居家适老化改造 {n} 户。 | Adapt {n} homes for elderly residents within three years.
social-workers | civil-affairs | - | cumulative 0 2000 人次=places | 0-3 | achieved@2.5 | year_end
社区工作者培训 | Training of community workers | 三年培训社区工作者 {n} 人次。 | Give {n} training places to community workers within three years.
day-care-centres | civil-affairs | - | cumulative 0 24 处=centres | 1-4 | never | assumed
日间照护中心 | Day-care centres for the elderly | 到 {due} 年底新增日间照护中心 {n} 处。 | Open {n} more day-care centres for the elderly by the end of {due}.
ageing-at-home | - | - | statement | - | none | -
就近养老 | Growing old close to home | 让老人在家门口安心养老。 | Let the elderly grow old in peace close to home.

## industry
specialised-firms | development | key-industries | cumulative 40 120 家=firms | 0-5 | on_track | year_end
专精特新企业 | Specialised and innovative firms | 到 {due} 年底专精特新企业累计达到 {n} 家。 | Reach {n} specialised and innovative firms by the end of {due}.
ai-industry | development | key-industries | level 420 800 亿元=×100 million yuan | 0-5 | on_track | year about lag=58
人工智能产业规模 | Turnover of the AI industry | 到 {due} 年人工智能产业规模达到约 {n} 亿元。 | Bring the turnover of the AI industry to about 80 billion yuan by {due}.
output-per-firm | investment | - | floor 4 % | 1-2 | missed:2.5 | lag=62
单位产出增长 | Growth of output per firm | 全年单位产出增长不低于 {n}%。 | Output per firm grows by {n} % or more over the year.
office-vacancy | investment | - | ceiling 22 % | 2-5 | at_risk:25.8 | -
商务楼宇空置率 | Office vacancy | 商务楼宇空置率控制在 {n}% 以内。 | Keep office vacancy at {n} % or less.
incubators | development | key-industries | cumulative 0 25 万平方米=×10,000 m² | 0-4 | stale:2 | s money=6.5*1.1
孵化器新增面积 | New incubator space | 到 {due} 年底新增孵化器 {n} 万平方米。 | Add 250,000 m² of incubator space by the end of {due}.
science-park | development | key-industries | milestones | 1-5 | on_track | money=14*1.1
科创园一期 | Science park, phase one | 到 {due} 年底科创园一期投用。 | Bring phase one of the science park into use by the end of {due}.
first-shops | investment | - | cumulative 0 150 家=shops | 0-2 | achieved@1.5 | -
首店引进 | First shops of a brand | 两年引进品牌首店 {n} 家。 | Attract {n} first shops of a brand within two years.
regional-hq | investment | key-industries | cumulative 96 130 家=headquarters | 0-5 | at_risk | -
跨国公司地区总部 | Regional headquarters | 到 {due} 年底跨国公司地区总部累计达到 {n} 家。 | Reach {n} regional headquarters of multinationals by the end of {due}.
company-visits | investment | - | cumulative 0 3000 家次=visits | 1-2 | achieved@2 | year_end
企业走访 | Visits to companies | 全年走访企业 {n} 家次。 | Make {n} visits to companies within the year.
art-trade | - | key-industries | cumulative 0 300 亿元=×100 million yuan | 1-4 | off_track | grade=B
艺术品交易额 | Art trade | 三年艺术品交易额累计 {n} 亿元。 | Bring art sales to 30 billion yuan in all within three years.
graduate-jobs | development | - | flow 1800 1900 2000 2100 2200 2300 人=people | 0-5 | on_track | -
高校毕业生就业岗位 | Jobs for graduates | 五年内每年提供高校毕业生就业岗位，逐年增加。 | Offer jobs to graduates every year for five years, more each year.
business-climate | investment | - | statement | - | none | -
营商环境 | Business climate | 持续打造一流营商环境。 | Keep building a first-class business climate.

## finance
revenue-growth | finance-bureau | - | range 4 6 % | 0-1 | achieved@1:5.2 | lag=40 met
区级财政收入增长（首年） | District revenue growth, first year | 全年区级财政收入增长 4% 至 6%。 | District revenue grows by 4 to 6 % over the year.
revenue-outlook | finance-bureau | - | range 3 5 % | 2-5 | on_track:5.3 | met
区级财政收入增长（三年） | District revenue growth, three years | 三年区级财政收入年均增长 4% 至 6%。 | District revenue grows by 4 to 6 % a year over three years.
gdp-growth | development | - | floor 5 % | 1-2 | achieved@2:5.3 | lag=62
地区生产总值增长（次年） | GDP growth, second year | 全年地区生产总值增长 {n}% 以上。 | GDP grows by {n} % or more over the year.
gdp-outlook | development | - | floor 4.5 % | 2-5 | at_risk:3.8 | -
地区生产总值增长（三年） | GDP growth, three years | 三年地区生产总值年均增长 {n}% 以上。 | GDP grows by {n} % or more a year over three years.
livelihood-spending | finance-bureau | - | cumulative 0 96.4 亿元=×100 million yuan | 0-1 | achieved@1 | year_end money=96.4*1
民生保障支出 | Livelihood spending | 全年安排民生保障资金 {n} 亿元。 | Spend 9.64 billion yuan on livelihood within the year.
fixed-investment | development | - | cumulative 0 1200 亿元=×100 million yuan | 0-5 | on_track | year_end
固定资产投资 | Fixed-asset investment | 五年固定资产投资累计 {n} 亿元。 | Bring fixed-asset investment to 120 billion yuan in all within five years.
debt-ratio | finance-bureau | - | ceiling 100 % | 0-5 | on_track:86.4 | half_year
政府债务率 | Debt ratio | 政府债务率不高于 {n}%。 | Keep the debt ratio at {n} % or less.
tax-firms | finance-bureau | next-round | cumulative 0 80 家=firms | next | none | -
新增重点税源企业 | New major taxpayers | 下一轮三年新增重点税源企业 {n} 家。 | Gain {n} new major taxpayers in the next three years.

## environment
drainage-pipes | water-bureau | sponge-city | cumulative 0 120 公里=km | 0-5 | stale:2 | s money=9.6*1.05
排水管网改造 | Drainage pipes renewed | 五年改造排水管网 {n} 公里。 | Renew {n} km of drainage pipes within five years.
storage-tank | water-bureau | sponge-city | milestones | 0-5.5 | off_track | money=6.4*1.7
初雨调蓄池 | First-flush storage tank | 到 {due} 年建成初雨调蓄池并投运。 | Build the first-flush storage tank and put it into service by {due}.
river-quality | water-bureau | sponge-city | level 62 90 % | 0-5 | on_track | -
河道水质优良率 | Rivers of good quality | 到 {due} 年底河道水质优良率达到 {n}%。 | Have {n} % of river sections of good quality by the end of {due}.
pocket-parks | greening | livelihood-projects | cumulative 0 30 座=parks | 0-3 | achieved@2.5 | year_end money=5100万元*0.95
口袋公园 | Pocket parks | 三年新建口袋公园 {n} 座。 | Build {n} pocket parks within three years.
green-space | greening | - | cumulative 0 45 公顷=hectares | 0-5 | on_track | year_end money=3.15*0.88
新增绿地 | New green space | 五年新增绿地 {n} 公顷。 | Add {n} hectares of green space within five years.
fine-dust | greening | - | ceiling 30 微克/立方米=µg/m³ | 0-5 | on_track:28.4 | year lag=35
细颗粒物年均浓度 | Fine dust, yearly mean | 细颗粒物年均浓度不高于 {n} 微克/立方米。 | Keep the yearly mean of fine dust at {n} µg/m³ or less.
flood-safety | water-bureau | sponge-city | parts | - | none | -
排水防涝能力 | Safety from flooding | 排水管网、调蓄池和雨污混接点一并推进。 | Pipes, storage tank and wrongly joined sewers move forward together.
sewage-mixing | water-bureau | sponge-city | level 1450 0 处=spots | 0-4 | off_track | slow money=2.2*1.35
雨污混接点 | Sewers wrongly joined to storm drains | 到 {due} 年底雨污混接点清零。 | Leave no sewer joined to a storm drain by the end of {due}.
waste-recovery | greening | - | floor 42 % | 0-5 | stale@1:43.1 | year lag=45
生活垃圾回收利用率 | Household waste recovered | 生活垃圾回收利用率不低于 {n}%。 | Recover {n} % or more of household waste.
energy-intensity | development | - | level 100 86 点=points | 0-5 | on_track | half_year grade=B
单位产值能耗指数 | Energy used per output, index | 到 {due} 年底单位产值能耗指数降至 {n}。 | Bring the index of energy used per output down to {n} by the end of {due}.

## digital
one-stop-services | data-bureau | digital-government | cumulative 0 60 项=services | 0-3 | achieved@2.25 | s
“一件事”集成服务 | Services joined into one visit | 三年推出“一件事”集成服务 {n} 项。 | Join {n} groups of services into one visit each within three years.
hotline-on-time | data-bureau | - | floor 95 % | 2-5 | on_track:97.2 | month
热线按时办结率 | Hotline cases closed on time | 热线按时办结率保持在 {n}% 以上。 | Close {n} % or more of hotline cases on time.
data-platform | data-bureau | digital-government | milestones | 0-3 | achieved@2.75 | money=7800万元*0.97
公共数据平台 | Public data platform | 三年建成公共数据平台。 | Build the public data platform within three years.
street-sensors | data-bureau | digital-government | cumulative 0 8000 个=sensors | 1-4 | at_risk | money=4200万元*1.45
街面智能感知终端 | Street sensors | 到 {due} 年底布设街面智能感知终端 {n} 个。 | Install {n} street sensors by the end of {due}.
online-share | data-bureau | digital-government | level 58 90 % | 2-4 | stale:1 | month
全程网办率 | Cases handled fully online | 到 {due} 年底全程网办率达到 {n}%。 | Handle {n} % of cases fully online by the end of {due}.
open-datasets | data-bureau | - | cumulative 120 1000 项=data sets | 1- | none:0.45 | year_end
公共数据集开放 | Open public data sets | 逐步开放公共数据集 {n} 项。 | Open {n} public data sets step by step.

## law
legal-lectures | justice | legal-education | cumulative 0 600 场=lectures | 0-5 | on_track | year_end money=480万元*0.9
普法讲座 | Legal education lectures | 五年举办普法讲座 {n} 场。 | Hold {n} legal education lectures within five years.
legal-stations | justice | legal-education | cumulative 5 13 处=stations | 0-2 | achieved@2.5 | slow
公共法律服务站 | Legal service stations | 两年内公共法律服务站增至 {n} 处。 | Bring the number of legal service stations to {n} within two years.
law-programme | justice | legal-education | milestones | 0-5 | stale:3 | assumed
普法规划实施 | Legal education plan carried out | 按规划节点推进五年普法。 | Carry out the five-year legal education plan step by step.

## transport
cycle-paths | transport-office | slow-traffic | cumulative 0 60 公里=km | 0-5 | on_track | s money=2.7*0.95 path=0.1,0.3,0.6,0.85
非机动车道改造 | Cycle paths renewed | 五年改造非机动车道 {n} 公里。 | Renew {n} km of cycle paths within five years.
chargers | transport-office | livelihood-projects | cumulative 600 3200 个=points | 0-4 | on_track | money=8200万元*0.9
公共充电桩 | Public charging points | 到 {due} 年底公共充电桩达到 {n} 个。 | Reach {n} public charging points by the end of {due}.
parking-spaces | transport-office | - | cumulative 0 4000 个=spaces | 1-3 | stale@2.25 | assumed
公共停车泊位 | Public parking spaces | 两年新增公共停车泊位 {n} 个。 | Add {n} public parking spaces within two years.
transport-hub | transport-office | - | milestones | 0-5 | on_track | money=11.8*1.05
综合交通枢纽 | Transport hub | 到 {due} 年底综合交通枢纽建成。 | Complete the transport hub by the end of {due}.
bus-load | transport-office | - | range 60 80 % | 2-5 | on_track:71.5 | -
高峰公交满载率 | Rush-hour bus load | 高峰公交满载率保持在 60% 至 80%。 | Keep the rush-hour load of buses between 60 and 80 %.
bus-passengers | transport-office | - | level 8.2 9.8 万人次=×10,000 trips | 2-5 | on_track | season
日均公交客流 | Bus trips a day | 到 {due} 年底日均公交客流达到 {n} 万人次。 | Reach 98,000 bus trips a day by the end of {due}.
shared-bikes | transport-office | slow-traffic | cumulative 0 120 处=racks | 1-4 | ended@2.25:0.4 | -
共享单车停放点 | Racks for shared bikes | 三年新增共享单车停放点 {n} 处。 | Add {n} racks for shared bikes within three years.
paths-next | transport-office | next-round | cumulative 0 45 公里=km | next | none | -
下一轮慢行网络 | Next walking and cycling network | 下一轮三年新增慢行道 {n} 公里。 | Add {n} km of walking and cycling paths in the next three years.
"""

# target | step | Chinese | English | weight | planned | finished ("latest": in the newest report)
STEPS: Final = """
science-park | land | 土地出让 | Land leased | 1 | 1.5 | 1.5
science-park | design | 方案批复 | Design approved | 1 | 2 | 2.25
science-park | foundations | 桩基完工 | Foundations finished | 2 | 3 | latest
science-park | shell | 主体封顶 | Shell topped out | 3 | 4 | -
science-park | tenants | 首批企业入驻 | First tenants in | 3 | 5 | -
storage-tank | approval | 立项批复 | Project approved | 1 | 0.5 | 0.5
storage-tank | utilities | 管线搬迁 | Utilities moved | 1 | 1.25 | 2
storage-tank | pit | 基坑围护 | Pit walls finished | 1 | 2 | latest
storage-tank | structure | 主体结构封顶 | Structure topped out | 4 | 3 | -
storage-tank | equipment | 设备安装 | Equipment installed | 2 | 4.5 | -
storage-tank | trial-run | 试运行 | Trial run | 1 | 5.5 | -
data-platform | inventory | 数据编目 | Data catalogued | 1 | 0.75 | 0.75
data-platform | exchange | 交换平台上线 | Exchange online | 2 | 1.5 | 1.75
data-platform | migration | 部门系统接入 | Departments connected | 2 | 2.5 | 2.5
data-platform | acceptance | 项目验收 | Project accepted | 1 | 3 | 2.75
law-programme | start | 动员部署 | Kick-off | 1 | 0.5 | 0.5
law-programme | classes | 法治课程进校园 | Law classes in schools | 1 | 1.5 | 1.5
law-programme | mid-term | 中期评估 | Mid-term review | 2 | 2.5 | latest
law-programme | review | 总结验收 | Final review | 1 | 5 | -
transport-hub | land | 征收完成 | Land cleared | 1 | 0.75 | 0.75
transport-hub | start | 开工 | Work begins | 1 | 1.5 | 1.5
transport-hub | underground | 地下结构完成 | Underground structure finished | 3 | 3 | latest
transport-hub | above-ground | 地上结构封顶 | Superstructure topped out | 3 | 4.25 | -
transport-hub | opening | 投入运营 | Opening | 2 | 5 | -
housing-repair | survey | 房屋勘察完成 | Buildings surveyed | 1 | 1 | 1.25
housing-repair | contracts | 全部标段签约 | All contracts signed | 1 | 2 | 2.5
housing-repair | handover | 整体验收 | Final acceptance | 1 | 4 | -
neighbourhood-centres | standard | 服务标准发布 | Service standard published | 1 | 0.5 | 0.5
neighbourhood-centres | sites | 选址全部确定 | All sites settled | 1 | 1.5 | 1.5
cycle-paths | network | 路网方案批复 | Network plan approved | 1 | 0.5 | 0.75
cycle-paths | riverside | 滨河段贯通 | Riverside section joined up | 1 | - | -
"""

# target | when | field | before | reason in Chinese | in English
REVISIONS: Final = """
lifts | 2.5 | target | 300 | 部分楼栋居民意见未统一，按已签约数调整。 | Residents of some buildings could not agree, so the target follows the contracts signed.
canteens | 1.25 | target | 50 | 首年需求高于预期，增加布点。 | Demand in the first year was higher than expected, so more sites were added.
storage-tank | 2.25 | due | 4.5 | 地下管线搬迁滞后，竣工顺延一年。 | Moving the utilities took longer, so completion was put off by a year.
storage-tank | 2.5 | budget | 5.2 | 基坑支护方案变更，追加投资。 | The pit walls had to be redesigned and more money was approved.
street-sensors | 2.25 | budget | 3600 | 终端规格提高，追加预算。 | A better model was chosen and the budget raised.
gdp-outlook | 2.75 | floor | 5 | 与上级计划目标衔接，同步下调。 | Lowered in step with the goal of the level above.
revenue-outlook | 2.75 | range | 4 6 | 减税政策延续，预期区间下调。 | Tax cuts were extended, so the expected range was lowered.
"""

# What the newest report says of a target that is behind.
NOTES: Final = """
housing-repair | 两个标段重新招标，款项已按合同预付。 | Two lots had to be tendered again; payments were made in advance under the contracts.
lifts | 五个小区仍在征询意见。 | Residents of five estates are still being consulted.
shared-kitchens | 余下住户多为产权未明的老宅。 | Most of the remaining households live in old houses of unclear ownership.
bathing-points | 选址受限，三处改与养老院合建。 | Sites are scarce; three will be built together with care homes.
home-adaptation | 期末仍有住户未签约，结转下一轮。 | Some households had not signed by the end and move to the next round.
regional-hq | 两家企业迁址，新增未能补足。 | Two firms moved away and newcomers did not make up for them.
art-trade | 两场春拍延期。 | Two spring auctions were put off.
storage-tank | 基坑围护完成，主体结构尚未开工。 | The pit walls are finished; the structure has not been begun.
sewage-mixing | 剩余点位需与道路工程同步开挖。 | The remaining spots wait for roadworks to open the ground.
street-sensors | 设备已到货，供电接入尚待审批。 | The devices have arrived; power connections await approval.
"""

# target | when | fact in Chinese | in English | why it is no progress, in Chinese | in English
CONTEXT: Final = """
rental-homes | 2.5 | 一处社会机构公寓开业，提供 420 套。 | A privately run block opened with 420 flats. | 不属保障性租赁住房。 | Not subsidised rental housing.
art-trade | 2.75 | 秋季艺术周到场 6.2 万人次。 | The autumn art week counted 62,000 visits. | 人次不是交易额。 | Visits are not sales.
ageing-at-home | 2 | 全区 60 岁以上居民占 31%。 | Residents over 60 made up 31 % of the district. | 人口情况，不是进展。 | Population, not progress.
drainage-pipes | 2.5 | 汛期易积水点减至 14 处。 | Spots prone to flooding fell to 14. | 口径不同，不能折算为管网长度。 | Another measure; says nothing about pipe length.
business-climate | 1.75 | 新设企业 5,800 家。 | 5,800 firms were newly registered. | 相关情况，承诺未设数字。 | Related; the promise names no number.
parking-spaces | 2.5 | 夜间共享泊位增至 900 个。 | Spaces shared at night rose to 900. | 共享泊位不是新建泊位。 | Shared spaces are not new ones.
"""

# target | report, counted from the first (-1: the last) | by what factor a newspaper differed
OTHER_SOURCES: Final = """
output-per-firm | -1 | 1.68
pocket-parks | 5 | 1.12
fixed-investment | 7 | 1.06
"""

# target | report that was wrong | by what factor; a later report corrects it
CORRECTIONS: Final = """
flat-rebuilding | 6 | 1.18
legal-lectures | 4 | 1.2
chargers | 8 | 1.06
"""

# composite | part | weight
PARTS: Final = """
decent-homes | flat-rebuilding | 2
decent-homes | rental-homes | 2
decent-homes | lifts | 1
flood-safety | drainage-pipes | 2
flood-safety | storage-tank | 1
flood-safety | sewage-mixing | 1
"""

# target | when | how | into | reason in Chinese | in English
ENDED: Final = """
shared-bikes | 2.5 | merged | cycle-paths | 停放点与非机动车道一并建设。 | The racks are built together with the cycle paths.
"""

# Who accepted a reached goal and how; without a row a reached goal waits for acceptance.
# target | days after the last report
ACCEPTED: Final = """
scattered-renewal | 45
talent-flats | 60
dementia-beds | 40
social-workers | 30
first-shops | 55
company-visits | 80
revenue-growth | 85
gdp-growth | 90
livelihood-spending | 60
pocket-parks | 50
one-stop-services | 35
legal-stations | 65
"""

# target | report, counted from the last (1: the last) | declared status or rating
DECLARED: Final = """
housing-repair | 1 | on_track
housing-repair | 2 | on_track
lifts | 1 | on_schedule
shared-kitchens | 1 | at_risk
flat-rebuilding | 1 | on_track
bathing-points | 1 | on_schedule
canteens | 1 | on_track
storage-tank | 1 | at_risk
sewage-mixing | 1 | off_track
street-sensors | 1 | on_track
street-sensors | 2 | on_track
regional-hq | 1 | feasible
science-park | 1 | on_track
art-trade | 1 | feasible
"""

# target | post in Chinese | in English
OWNERS: Final = """
housing-repair | 区房管局修缮科科长 | Head of the repair division, Housing Bureau
lifts | 区房管局物业科科长 | Head of the property division, Housing Bureau
bathing-points | 区民政局养老科科长 | Head of the care division, Civil Affairs Bureau
storage-tank | 区水务局建设科科长 | Head of the construction division, Water Bureau
sewage-mixing | 区水务局排水科科长 | Head of the drainage division, Water Bureau
street-sensors | 区数据局基础设施科科长 | Head of the infrastructure division, Data Bureau
science-park | 区发展改革委重点项目科科长 | Head of the projects division, Development and Reform Commission
"""

# target | id | opened | closed | cause | raised to | text in Chinese | in English
ISSUES: Final = """
housing-repair | scaffold-permits | 1.5 | 2 | approvals | - | 临街脚手架占道许可未办妥。 | Permits for scaffolding on the street were missing.
housing-repair | lots-tendered-again | 2.5 | - | contractor | 分管副区长 = Deputy head for housing | 两个标段中标单位退出，须重新招标。 | The contractors of two lots withdrew; both must be tendered again.
lifts | consent-of-residents | 2.25 | - | residents | 分管副区长 = Deputy head for housing | 五个小区底层住户意见未统一。 | Ground-floor residents of five estates have not agreed.
bathing-points | no-sites | 2.5 | - | land | development | 三处选址没有产权清晰的房屋。 | Three sites have no building of clear ownership.
storage-tank | utilities-in-the-way | 1.25 | 2 | dependency | - | 电力管线未按期搬迁。 | Power lines were not moved in time.
storage-tank | extra-funds | 2.75 | - | funding | finance-bureau | 基坑支护变更后的追加资金尚未拨付。 | The extra money for the new pit walls has not been paid out.
sewage-mixing | roadworks | 2 | - | dependency | transport-office | 剩余点位须等道路开挖。 | The remaining spots wait for roadworks.
street-sensors | power-connection | 2.75 | - | approvals | - | 供电接入申请尚待批复。 | Applications for power connections await approval.
"""

# review, counted from the last (1: the last) | id | target | owner | due and done in days after it | in Chinese | in English
DECISIONS: Final = """
4 | pit-walls-money | storage-tank | finance-bureau | 45 | 40 | 追加的基坑支护资金列入预算调整。 | The extra money for the pit walls goes into the revised budget.
4 | estates-list | lifts | housing-bureau | 30 | 52 | 列出意见未统一的小区清单。 | List the estates whose residents have not agreed.
3 | tender-calendar | housing-repair | housing-bureau | 30 | 28 | 重新招标的两个标段排出时间表。 | Set dates for tendering the two lots again.
3 | care-homes-join | bathing-points | civil-affairs | 60 | 58 | 与三家养老院商定合建方案。 | Agree with three care homes on joint construction.
2 | power-approvals | street-sensors | data-bureau | 45 | - | 协调供电部门办结接入审批。 | Settle the power connections with the supplier.
2 | roadworks-plan | sewage-mixing | transport-office | 60 | 75 | 把剩余点位纳入道路开挖计划。 | Include the remaining spots in the plan of roadworks.
2 | reporting-in-time | - | 区政府办公室 = District Government Office | - | - | 各单位按期填报，逾期的由督查室催报。 | Departments report on time; the office reminds those that do not.
1 | pay-out | storage-tank | finance-bureau | 120 | - | 拨付调蓄池追加资金。 | Pay out the extra money for the storage tank.
1 | mediation | lifts | housing-bureau | 120 | - | 街道会同房管局逐户做工作。 | The street offices talk to each household together with the bureau.
"""

PHRASES: Final = {
    "assumed": (
        "文件只写年数，没有写从何时算起；从发布当年年初算起。",
        "The document gives a number of years but no beginning. Counted from the beginning of the year it was published.",
    ),
    "related": (
        "统计口径略宽于目标口径。",
        "The statistics cover slightly more than the target does.",
    ),
    "newspaper": (
        "报道早于正式统计，未说明口径。",
        "Reported before the official figure; the measure is not stated.",
    ),
    "corrected": (
        "更正：原填报有重复计入。",
        "Correction: the earlier report had counted some twice.",
    ),
    "reached": ("本项目标完成。", "The target has been reached."),
    "no_step": ("本期无新完成节点。", "No further step was finished."),
    "accepted_by": ("区审计局", "District Audit Office"),
    "accepted_how": ("现场抽查并核对台账", "Spot checks on site, compared with the files"),
    "review": ("第 {n} 季度督查会", "Review of quarter {n}"),
    "year_end": ("年底集中竣工。", "Much was completed at the end of the year."),
}


HEADER: Final = """\
# yaml-language-server: $schema=targets.schema.json
#
# 演示数据：示例区并不存在，以下目标、数字、单位和出处全部是编造的，不得当作任何地方的真实进展。
# 由 tracker.demo 按种子 {seed} 生成，以 {today} 为当天，填报到 {latest}；同一种子、同一天，逐字相同。
#
# Demonstration: Sample District does not exist. Every target, figure, body and source below is made up
# and says nothing about any real place. Generated by tracker.demo from seed {seed} as of {today},
# with reports up to {latest}; the same seed and day give the same file, byte for byte.

portfolio:
  title: {{zh: 示例区政策目标（演示数据，非真实进展）, en: "Sample District policy targets (demonstration, not real)"}}
  money: 亿元
  thresholds: {{amber: 10, red: 30}}
  report: {{every: quarter, grace_days: 30}}
  demonstration: true
  acceptance: true
  ratings:
    on_schedule: {{title: {{zh: 按期, en: On schedule}}, status: on_track}}
    feasible: {{title: {{zh: 可以完成, en: Feasible}}}}
    delayed: {{title: {{zh: 延期, en: Delayed}}, status: at_risk}}
    in_doubt: {{title: {{zh: 难以完成, en: In doubt}}, status: off_track}}
  causes:
    residents: {{zh: 居民意见, en: Consent of residents}}
  reviews:
{reviews}
"""


def parse_table(text: str) -> list[list[str]]:
    """The cells of each line, without blank lines."""
    return [[cell.strip() for cell in line.split("|")] for line in text.split("\n") if line]


def rows_about(target_id: str, table: str) -> list[list[str]]:
    """The rows of a table about one target, without its id."""
    return [cells[1:] for cells in parse_table(table) if cells[0] == target_id]


def targets() -> list[TargetSpec]:
    """All targets of the demonstration, in the order of `TARGETS`."""
    specs: list[TargetSpec] = []
    theme, facts = "", list[str]()
    for cells in parse_table(TARGETS):
        if cells[0].startswith("## "):
            theme = cells[0].removeprefix("## ")
        elif not facts:
            facts = cells
        else:
            zh, en, zh_promise, en_promise = cells
            id_, lead, plan, measure, span, outcome, traits = facts
            title, promise = (zh, en), (zh_promise, en_promise)
            specs.append(
                TargetSpec(theme, id_, lead, plan, measure, span, outcome, traits, title, promise)
            )
            facts = []
    return specs


def documents(first: int, last: int) -> list[tuple[str, TextPair, TextPair, int | str | None]]:
    """Key, title, publisher and date of publication of every source, all of them invented."""
    government = ("示例区人民政府", "Sample District Government")
    daily = ("示例日报", "Sample Daily")
    sources: list[tuple[str, TextPair, TextPair, int | str | None]] = []
    for key, zh, en in parse_table(PLANS):
        published = f"{last - 1}-12" if key == "next-round" else f"{first}-01"
        sources.append((key, (f"示例区{zh}", f"Sample District, {en}"), government, published))
    for year in range(first, first + 3):
        title = (f"示例区 {year} 年政府工作报告", f"Sample District work report {year}")
        sources.append((f"work-report-{year}", title, government, f"{year}-01"))
    for year in range(first, last + 1):
        title = (f"示例区 {year} 年目标进展季报", f"Sample District progress by quarter, {year}")
        sources.append((f"progress-{year}", title, government, None))
    for year in range(first, first + 3):
        title = (f"示例区 {year} 年统计公报", f"Sample District statistics of {year}")
        office = ("示例区统计局", "Sample District Statistics Office")
        sources.append((f"statistics-{year}", title, office, year + 1))
    for year in (first + 1, first + 2):
        title = (f"示例区 {year} 年目标调整通知", f"Sample District changes of targets, {year}")
        sources.append((f"adjustments-{year}", title, government, year))
    sources.append(("daily", daily, daily, None))
    return sources
