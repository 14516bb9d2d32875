"""Small files in the layouts of publishers' own texts, made here after public descriptions of them."""

from __future__ import annotations

TRADE = b"""ccode1,ccode2,year,importer1,importer2,flow1,flow2,smoothflow1,smoothflow2,smoothtotrade,spike1,spike2,dip1,dip2,trdspike,tradedip,bel_lux_alt_flow1,bel_lux_alt_flow2,china_alt_flow1,china_alt_flow2,source1,source2,version
365,710,2013,Russia,China,53000.5,39600,53000.5,39600,92600.5,0,0,0,0,0,0,-9,-9,-9,-9,1,1,4
365,710,2014,Russia,China,51135,42807,51135,42807,93942,0,0,0,0,0,0,-9,-9,-9,-9,1,1,4
2,365,1930,United States of America,Russia,-9,0,-9,0,-9,0,0,0,0,0,0,-9,-9,-9,-9,-9,1,4
"""  # noqa: E501
TOTALS = b"""ccode,statename,stateabb,year,imports,exports,alt_imports,alt_exports,source1,source2,version
365,Russia,RUS,2014,286649,497834,-9,-9,1,1,4
"""
IGO = b"""ccode,year,state,AAAID,Abc,AIIB,SCO,UN,WTO,ZZZ,nato
365,2013,russia,0,0,-1,1,1,1,-9,0
365,2014,russia,0,0,-1,1,1,1,-9,0
710,2014,china,2,0,-1,1,1,1,3,0
2,2014,usa,0,0,-1,0,0,0,-9,0
"""
MEMBERS = b"""version4id,ccode,state_name,all_st_day,all_st_month,all_st_year,all_end_day,all_end_month,all_end_year,ss_type,mem_st_day,mem_st_month,mem_st_year,mem_end_day,mem_end_month,mem_end_year,left_censor,right_censor,defense,neutrality,nonaggression,entente,version
7,300,"Austria-Hungary",-9,6,1879,,,,"Type I: Defense Pact",-9,6,1879,3,11,1918,0,0,1,0,0,0,4.1
201,365,"Russia",14,2,1950,11,4,1979,"Type I: Defense Pact",14,2,1950,11,4,1979,0,0,1,0,0,0,4.1
400,365,"Russia",16,7,2001,,,,"Type II: Non-Aggression Pact",16,7,2001,,,,0,1,0,0,1,1,4.1
400,710,"China",16,7,2001,,,,"Type II: Non-Aggression Pact",16,7,2001,,,,0,1,0,0,1,1,4.1
"""  # noqa: E501
YEARLY = b"""version4id,ccode,state_name,ss_type,left_censor,right_censor,defense,neutrality,nonaggression,entente,year,version
400,365,"Russia","Type II: Non-Aggression Pact",0,1,0,0,1,1,2001,4.1
"""  # noqa: E501
CONFLICTS = b"""conflict_id,location,side_a,side_a_id,side_a_2nd,side_b,side_b_id,side_b_2nd,incompatibility,territory_name,year,intensity_level,cumulative_intensity,type_of_conflict,start_date,start_prec,start_date2,start_prec2,ep_end,ep_end_date,ep_end_prec,gwno_a,gwno_a_2nd,gwno_b,gwno_b_2nd,gwno_loc,region,version
299,Syria,Government of Syria,118,"Government of Iran, Government of Russia",Syrian insurgents,4456,,2,,2016,2,1,4,2011-03-15,1,2011-10-29,2,0,,,652,"630, 365",,,652,2,26.1
13721,"Russia, Ukraine",Government of Russia,57,,Government of Ukraine,64,,1,Donbas,2022,2,1,2,2022-02-24,1,2022-02-24,1,0,,,365,,369,,"365, 369",1,26.1
"""  # noqa: E501
GED = b"""id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,dyad_new_id,dyad_name,side_a,side_b,country,country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low
244657,IRQ-2017-1-524-322,2017,True,Clear,1,259,259,Iraq: Government,524,524,Government of Iraq - IS,Government of Iraq,IS,Iraq,645,Middle East,1,1,2017-07-31 00:00:00.000,2017-08-02 00:00:00.000,0,4,0,2,6,8,4
412700,RUS-1,2022,True,Clear,3,1,1,"One, and another",2,2,,A,Civilians,Russia (Soviet Union),365,Europe,1,1,2022-07-01,2022-07-01,0,0,3,0,3,3,3
"""  # noqa: E501

VOETEN = b""""","rcid","ccode","member","vote","Country","Countryname","year","session","abstain","yes","no","importantvote","date","unres","amend","para","short","descr","me","nu","di","hr","co","ec"
"1",3,2,1,1,"USA","United States of America",1946,1,4,29,18,0,1946-01-01,"R/1/66",1,0,"AMENDMENTS","TO ADOPT A CUBAN AMENDMENT",0,0,0,0,0,0
"2",3,365,1,3,"RUS","Russia",1946,1,4,29,18,0,1946-01-01,"R/1/66",1,0,"AMENDMENTS","TO ADOPT A CUBAN AMENDMENT",0,0,0,0,0,0
"3",9500,710,1,3,"CHN","China",2022,77,35,143,5,NA,2022-10-12,"A/RES/ES-11/4",0,0,"","Territorial integrity of Ukraine",0,0,0,0,0,0
"4",9500,365,1,3,"RUS","Russia",2022,77,35,143,5,NA,2022-10-12,"A/RES/ES-11/4",0,0,"","Territorial integrity of Ukraine",0,0,0,0,0,0
"5",9500,371,0,9,"ARM","Armenia",2022,77,35,143,5,NA,2022-10-12,"A/RES/ES-11/4",0,0,"","Territorial integrity of Ukraine",0,0,0,0,0,0
"6",9501,710,1,8,"CHN","China",2022,77,10,90,9,NA,2022-10-12,"A/RES/ES-11/4",0,1,"","A paragraph, and a comma",1,0,0,1,0,0
"""  # noqa: E501

FILES: dict[str, list[tuple[str, bytes]]] = {
    "trade_cow": [("Dyadic_COW_4.0.csv", TRADE), ("National_COW_4.0.csv", TOTALS)],
    "igo_cow": [("state_year_formatv3.csv", IGO)],
    "cow_alliances": [
        ("alliance_v4.1_by_member.csv", MEMBERS),
        ("alliance_v4.1_by_member_yearly.csv", YEARLY),
    ],
    "ucdp_conflicts": [("UcdpPrioConflict_v26_1.csv", CONFLICTS)],
    "unga_voeten": [("UNVotes-1.csv", VOETEN)],
    "ucdp_ged": [("GEDEvent_v26_1.csv", GED)],
}
