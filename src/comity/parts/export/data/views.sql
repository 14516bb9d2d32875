CREATE VIEW act_list AS
SELECT a.record_id, a.date_from, a.date_to, a.precision, a.kind, a.polarity, a.deed, a.summary,
  (SELECT group_concat(name, ', ') FROM (SELECT coalesce(n.name, s.state) AS name FROM act_states s
     LEFT JOIN states n ON n.code = s.state
     WHERE s.record_id = a.record_id AND s.role = 'actor' ORDER BY s.place)) AS actors,
  (SELECT group_concat(name, ', ') FROM (SELECT coalesce(n.name, s.state) AS name FROM act_states s
     LEFT JOIN states n ON n.code = s.state
     WHERE s.record_id = a.record_id AND s.role = 'partner' ORDER BY s.place)) AS partners,
  (SELECT group_concat(name, ', ') FROM (SELECT n.name FROM act_hotspots h JOIN hotspots n ON n.id = h.hotspot
     WHERE h.record_id = a.record_id ORDER BY h.place)) AS hotspots,
  (SELECT group_concat(name, ', ') FROM (SELECT n.name FROM act_forms f JOIN forms n ON n.id = f.form
     WHERE f.record_id = a.record_id ORDER BY f.place)) AS forms,
  json_extract(a.citations, '$[0].title') AS cited_title, json_extract(a.citations, '$[0].url') AS cited_url,
  a.source
FROM acts a;
CREATE VIEW acts_by_pair AS
SELECT DISTINCT one.state AS state_a, two.state AS state_b, h.hotspot, a.record_id, a.occurrence, a.date_from,
  a.date_to, a.polarity, a.deed, a.toward_third, a.third, a.summary, a.source
FROM acts a
JOIN act_states one ON one.record_id = a.record_id AND one.role IN ('actor', 'partner')
JOIN act_states two ON two.record_id = a.record_id AND two.role IN ('actor', 'partner') AND one.state < two.state
LEFT JOIN act_hotspots h ON h.record_id = a.record_id
WHERE a.kind = 'event' AND (one.role = 'actor' OR two.role = 'actor');
CREATE VIEW votes_by_pair AS
SELECT x.state AS state_a, y.state AS state_b, x.body, x.date, x.roll_call_id, x.choice AS choice_a,
  y.choice AS choice_b, x.choice = y.choice AS alike, x.source
FROM ballots x JOIN ballots y ON y.roll_call_id = x.roll_call_id AND y.source = x.source AND x.state < y.state;
CREATE VIEW agreement_by_year AS
SELECT state_a, state_b, body, year, count(*) AS n, avg(alike) AS share_alike
FROM (
  SELECT state_a, state_b, body, roll_call_id, min(substr(date, 1, 4)) AS year, min(alike) AS alike
  FROM votes_by_pair WHERE choice_a <> 'absent' AND choice_b <> 'absent'
  GROUP BY state_a, state_b, body, roll_call_id HAVING min(alike) = max(alike)
)
GROUP BY state_a, state_b, body, year;
CREATE VIEW events_by_month AS
SELECT source, actor, target, substr(event_date, 1, 7) AS month, quad, count(*) AS n
FROM events WHERE precision = 'day' AND mirror_of IS NULL
GROUP BY source, actor, target, month, quad;
CREATE VIEW held AS
SELECT c.source, c."table", min(c.first) AS first, max(c.last) AS last, max(c.selective) AS selective,
  s.licence, s.citation
FROM coverage c JOIN sources s ON s.id = c.source GROUP BY c.source, c."table";
CREATE VIEW cite AS
SELECT s.id AS source, s.title, s.licence, s.citation, s.bibtex,
  (SELECT group_concat(t, ', ') FROM (SELECT DISTINCT c."table" AS t FROM coverage c WHERE c.source = s.id)) AS tables
FROM sources s;
CREATE VIEW findings_told AS
SELECT id, "group", hotspot, part, question, 
  coalesce(word, CAST(CASE WHEN number = round(number) THEN CAST(number AS INTEGER) ELSE number END AS TEXT),
    'cannot tell: ' || why_not) AS answer,
  unit, low, high, level, held_against, placebo_rank, placebo_of, n, method, records_total
FROM findings;
