using System.Buffers;
using System.Text;
using System.Text.Json;
using AuditOps.Engines.Alerts;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Alerts;

/// <summary>Alerts as SIEM consumers get them.</summary>
public sealed class AlertFormatTests
{
    private static readonly Alert Open = AlertMerge.Open(Samples.Tenant, Samples.Candidate("e1", 1, severity: AlertSeverity.High), Samples.Start.AddMinutes(5));

    [Fact]
    public void A_finding_has_what_ocsf_requires_and_says_it_in_its_numbers()
    {
        var finding = Ocsf(Open);
        // Required attributes of class 2004 in schema 1.8.0, and of the objects inside it.
        Assert.Equal((1, 2, 2004, 200401), (Int(finding, "activity_id"), Int(finding, "category_uid"), Int(finding, "class_uid"), Int(finding, "type_uid")));
        Assert.Equal(4, Int(finding, "severity_id"));
        Assert.Equal(Open.UpdatedAt.ToUnixTimeMilliseconds(), finding.GetProperty("time").GetInt64());
        Assert.Equal("1.8.0", finding.GetProperty("metadata").GetProperty("version").GetString());
        Assert.Equal("AuditOps", finding.GetProperty("metadata").GetProperty("product").GetProperty("vendor_name").GetString());
        Assert.Equal(Open.AlertId, finding.GetProperty("finding_info").GetProperty("uid").GetString());
        Assert.Equal("contoso", finding.GetProperty("metadata").GetProperty("tenant_uid").GetString());
        Assert.True(finding.GetProperty("is_alert").GetBoolean());
        var attack = finding.GetProperty("finding_info").GetProperty("attacks");
        Assert.Equal("T1110.003", attack[0].GetProperty("sub_technique").GetProperty("uid").GetString());
        Assert.Equal("T1110", attack[0].GetProperty("technique").GetProperty("uid").GetString());
        Assert.Equal("TA0006", attack[1].GetProperty("tactic").GetProperty("uid").GetString());
        Assert.Equal("e1", finding.GetProperty("evidences")[0].GetProperty("data").GetProperty("event_id").GetString());
    }

    [Fact]
    public void A_finding_keeps_its_uid_from_creation_to_closing()
    {
        var seen = AlertWorkflow.Apply(Open, Samples.Person(CommandKinds.Acknowledge, Open.AlertId, "c1")).Changed!;
        var closed = AlertWorkflow.Apply(seen, Samples.Person(CommandKinds.FalsePositive, Open.AlertId, "c2", """{"reason":"our scanner"}""")).Changed!;
        var findings = new[] { Open, seen, closed }.Select(Ocsf).ToArray();
        Assert.Equal([200401, 200402, 200403], findings.Select(finding => Int(finding, "type_uid")));
        Assert.Equal([1, 2, 4], findings.Select(finding => Int(finding, "status_id")));
        Assert.Single(findings.Select(finding => finding.GetProperty("finding_info").GetProperty("uid").GetString()).Distinct());
        Assert.Equal(1, Int(findings[2], "verdict_id"));
        Assert.Equal("False Positive", findings[2].GetProperty("verdict").GetString());
        Assert.Equal("our scanner", findings[2].GetProperty("status_detail").GetString());
        Assert.Equal("ann", findings[1].GetProperty("assignee").GetProperty("name").GetString());
    }

    [Fact]
    public void What_nobody_is_paged_for_is_no_alert()
    {
        Assert.False(Ocsf(Open with { Facts = Open.Facts with { Historical = true } }).GetProperty("is_alert").GetBoolean());
        Assert.False(Ocsf(Open with { Facts = Open.Facts with { Silent = true } }).GetProperty("is_alert").GetBoolean());
    }

    [Fact]
    public void The_headers_are_cloud_events_whose_id_and_source_name_one_revision()
    {
        var headers = OcsfFinding.Headers(Open).ToDictionary(header => header.Key, header => Encoding.UTF8.GetString(header.Value));
        Assert.Equal(
            ("1.0", $"{Open.AlertId}/1", "/auditops/contoso", "auditops.alert.create", "contoso", "2026-03-02T09:05:00.000Z", "application/json"),
            (headers["ce_specversion"], headers["ce_id"], headers["ce_source"], headers["ce_type"], headers["ce_tenantid"], headers["ce_time"], headers["content-type"]));
    }

    [Fact]
    public void An_alert_in_ecs_names_rule_people_and_addresses()
    {
        var ecs = Ecs(Open);
        Assert.Equal("alert", ecs.GetProperty("event").GetProperty("kind").GetString());
        Assert.Equal(Open.AlertId, ecs.GetProperty("event").GetProperty("id").GetString());
        Assert.Equal("rule-1", ecs.GetProperty("rule").GetProperty("id").GetString());
        Assert.Equal(("intrusion_detection", "info", "failure"), (ecs.GetProperty("event").GetProperty("category")[0].GetString(), ecs.GetProperty("event").GetProperty("type")[0].GetString(), ecs.GetProperty("event").GetProperty("outcome").GetString()));
        Assert.Equal("192.0.2.7", ecs.GetProperty("source").GetProperty("ip").GetString());
        Assert.Equal("TA0006", ecs.GetProperty("threat").GetProperty("tactic").GetProperty("id")[0].GetString());
        Assert.Equal("192.0.2.7", ecs.GetProperty("related").GetProperty("ip")[0].GetString());
        Assert.Equal("T1110.003", ecs.GetProperty("threat").GetProperty("technique").GetProperty("id")[0].GetString());
    }

    [Fact]
    public void An_alert_in_cef_is_one_line_of_known_form() => Assert.Equal(
        $"CEF:0|AuditOps|AuditOps|1.2.3|rule-1|Many failures|7|externalId={Open.AlertId} rt=1772442300000 start=1772442001000 end=1772442001000 cnt=1 act=open "
        + "suser=ann@contoso.com src=192.0.2.7 msg=ann@contoso.com failed to sign in cs1Label=tenant cs1=contoso cs2Label=technique cs2=T1110.003 cs3Label=revision cs3=1",
        CefAlert.Format(Open, "1.2.3"));

    [Fact]
    public void No_value_can_break_out_of_its_place_in_any_format()
    {
        const string Awkward = "a|b\\c=d\r\ne\u2028f\u0000g \"quoted\" <b> \ud83d\ude00 \ud800 src=10.0.0.1";
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            string Text() => string.Concat(Enumerable.Range(0, random.Next(0, 1500)).Select(_ => Awkward[random.Next(Awkward.Length)]));
            var candidate = Samples.Candidate(Text(), 1, Text()) with
            {
                Title = Text(),
                RuleId = Text(),
                Tags = [Text(), "attack." + Text(), "attack.t"],
                Group = [new NamedValue(Text(), Text()), new NamedValue("", Text())],
                Why = [new MatchedCondition { Field = Text(), Operator = Text(), Expected = Text() }],
            };
            var alert = AlertMerge.Open(Samples.Tenant, candidate, Samples.Start) with { Assignee = Text(), Reason = Text() };
            var finding = Ocsf(alert);
            Assert.True(2004 == Int(finding, "class_uid"), $"seed {seed}");
            Assert.Equal("alert", Ecs(alert).GetProperty("event").GetProperty("kind").GetString());
            var line = CefAlert.Format(alert, Text());
            Assert.True(!line.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029'), $"seed {seed}: {line}");
            Assert.True(7 <= Pipes(line), $"seed {seed}: {line}");
        }
    }

    // Unescaped pipes: seven end the header's fields, the extension may hold more.
    private static int Pipes(string line)
    {
        var pipes = 0;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\')
                i++;
            else if (line[i] == '|')
                pipes++;
        }

        return pipes;
    }

    private static int Int(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static JsonElement Ocsf(Alert alert)
    {
        var output = new ArrayBufferWriter<byte>();
        OcsfFinding.Write(alert, "1.2.3", output);
        return JsonDocument.Parse(output.WrittenMemory).RootElement;
    }

    private static JsonElement Ecs(Alert alert)
    {
        var output = new ArrayBufferWriter<byte>();
        EcsAlert.Write(alert, output);
        return JsonDocument.Parse(output.WrittenMemory).RootElement;
    }
}
