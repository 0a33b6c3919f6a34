using System.Globalization;
using AuditOps.Engines.Replay;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Tests.Rules;
using Xunit;

namespace AuditOps.Tests.Sigma;

public sealed class CompactRuleTests
{
    private const string Head = "title: Compact\nid: c1\nseverity: high\nmessage: What it means\nwhen:\n";

    [Theory]
    [InlineData("{field: service, op: eq, value: exchange}", true)]
    [InlineData("{field: service, op: eq, value: SharePoint}", false)]
    [InlineData("{field: operation, op: neq, value: Set-Mailbox}", true)]
    [InlineData("{field: operation, op: neq, value: new-inboxrule}", false)]
    [InlineData("{field: attr.nothing, op: neq, value: x}", true)]
    [InlineData("{field: operation, op: contains, value: inbox}", true)]
    [InlineData("{field: operation, op: contains, value: 'New*Rule'}", false)]
    [InlineData("{field: operation, op: eq, value: 'New*'}", false)]
    [InlineData("{field: operation, op: in, value: [Set-Mailbox, New-InboxRule]}", true)]
    [InlineData("{field: Parameters.DeleteMessage, op: eq, value: 'True'}", true)]
    [InlineData("{field: timestamp, op: after_hours}", false)]
    [InlineData("{op: after_hours, value: 'mon-fri 11:00-17:00'}", true)]
    [InlineData("{op: after_hours, value: 'Asia/Singapore mon-fri 09:00-17:00'}", true)]
    public void Conditions_mean_what_they_say(string condition, bool expected)
    {
        var rules = Load($"{Head}  - {condition}\n");
        Assert.Empty(rules.Refused);
        var replay = new RuleReplay(rules, FieldMap.BuiltIn, "contoso");
        Assert.Equal(expected, Pack.Ask(replay, Record("2026-03-04T10:00:00")).Count == 1);
    }

    [Fact]
    public void All_conditions_must_hold_and_the_rule_says_of_itself_what_was_written()
    {
        var rules = Load($"{Head}  - {{field: service, op: eq, value: Exchange}}\n  - {{field: operation, op: eq, value: Set-Mailbox}}\n");
        Assert.Empty(Pack.Ask(new RuleReplay(rules, FieldMap.BuiltIn, "contoso"), Record("2026-03-04T10:00:00")));
        var rule = Assert.Single(rules.Rules).Metadata;
        Assert.Equal(("c1", "High", "What it means"), (rule.Id, rule.Level.ToString(), rule.Description));
    }

    [Fact]
    public void A_threshold_counts_within_its_time()
    {
        var rules = Load($"{Head}  - {{field: operation, op: contains, value: InboxRule}}\nthreshold: {{count: 3, within: 10m, by: [actor.key]}}\n");
        Assert.Empty(rules.Refused);
        Assert.Equal(0, Raised(rules, "10:00:00", "10:01:00", "10:11:30"));
        Assert.Equal(1, Raised(rules, "10:00:00", "10:01:00", "10:09:00"));
        var distinct = Load($"{Head}  - {{field: operation, op: contains, value: InboxRule}}\nthreshold: {{count: 2, within: 10m, distinct: operation}}\n");
        Assert.Empty(distinct.Refused);
        Assert.Equal(0, Raised(distinct, "10:00:00", "10:01:00", "10:02:00"));
    }

    [Fact]
    public void Exceptions_of_a_threshold_leave_out_the_events_that_it_counts()
    {
        var rules = Load($"{Head}  - {{field: operation, op: contains, value: InboxRule}}\nthreshold: {{count: 3, within: 10m}}\nauditops:\n  dedupe: 2h\n  exceptions:\n    - {{event_id|contains: 'T10:01', owner: ops}}\n");
        Assert.True(rules.Refused.Count == 0, string.Join('\n', rules.Refused));
        Assert.Equal(TimeSpan.FromHours(2), Assert.Single(rules.Correlations).Metadata.Extras.Dedupe);
        Assert.Equal(0, Raised(rules, "10:00:00", "10:01:00", "10:09:00"));
        Assert.Equal(1, Raised(rules, "10:00:00", "10:02:00", "10:09:00"));
    }

    [Theory]
    [InlineData("  []", "at least one condition")]
    [InlineData("  - {field: a, op: eq}", "needs one value")]
    [InlineData("  - {field: a, op: eq, value: [x]}", "needs one value")]
    [InlineData("  - {field: a, op: in, value: 'x,y'}", "needs a list")]
    [InlineData("  - {field: a, op: in, value: []}", "needs a list")]
    [InlineData("  - {field: a, op: like, value: x}", "is no operator")]
    [InlineData("  - {field: a, op: threshold_count, value: 3}", "is no operator")]
    [InlineData("  - {op: eq, value: x}", "no 'field'")]
    [InlineData("  - {field: a, value: x}", "no 'op'")]
    [InlineData("  - {field: 'a|re', op: eq, value: x}", "no name of a field")]
    [InlineData("  - {field: a, op: eq, value: x, colour: red}", "unknown key 'colour'")]
    [InlineData("  - {op: after_hours, value: '25:00-26:00'}", "no time zone, days")]
    [InlineData("  - {op: after_hours, value: '09:00-09:00'}", "must not end where they begin")]
    [InlineData("  - {op: after_hours, value: 'except never'}", "is no day")]
    [InlineData("  - {field: a, op: eq, value: x}\nthreshold: {within: 1h}", "needs 'count'")]
    [InlineData("  - {field: a, op: eq, value: x}\nthreshold: {count: 3}", "needs 'within'")]
    [InlineData("  - {field: a, op: eq, value: x}\nthreshold: {count: 3, within: 1h, colour: red}", "unknown key 'colour'")]
    [InlineData("  - {field: a, op: eq, value: x}\nlevel: low", "are the same")]
    public void What_cannot_be_understood_is_refused_with_its_line(string rest, string reason)
    {
        var refused = Assert.Single(Load(Head + rest + "\n").Refused);
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
        Assert.InRange(refused.Line, 3, 8);
    }

    [Theory]
    [InlineData("", "2026-03-04T09:00:00Z", false)]
    [InlineData("", "2026-03-04T08:59:59Z", true)]
    [InlineData("", "2026-03-04T17:00:00Z", true)]
    [InlineData("", "2026-03-07T10:00:00Z", true)]
    [InlineData("Europe/Zurich", "2026-03-04T16:30:00Z", true)]
    [InlineData("Europe/Zurich", "2026-07-01T07:00:00Z", false)]
    [InlineData("Europe/Zurich", "2026-01-05T07:30:00Z", true)]
    [InlineData("sun-thu 08:00-16:00", "2026-03-08T09:00:00Z", false)]
    [InlineData("sat,sun 10:00-12:00", "2026-03-07T11:00:00Z", false)]
    [InlineData("mon-fri 09:00-17:00 except 2026-12-25", "2026-12-25T10:00:00Z", true)]
    [InlineData("mon-fri 22:00-06:00", "2026-03-06T23:00:00Z", false)]
    [InlineData("mon-fri 22:00-06:00", "2026-03-07T05:59:00Z", false)]
    [InlineData("mon-fri 22:00-06:00", "2026-03-07T23:00:00Z", true)]
    [InlineData("mon-fri 22:00-06:00", "2026-03-09T05:00:00Z", true)]
    public void Hours_are_those_of_the_zone_and_the_calendar(string hours, string time, bool outside)
    {
        var read = AuditOps.Engines.Sigma.Values.BusinessHours.Read(hours, AuditOps.Engines.Sigma.Values.BusinessHours.Standard, out var wrong);
        Assert.Null(wrong);
        Assert.Equal(outside, read!.IsOutside(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Broken_texts_are_refused_and_never_throw()
    {
        const string Whole = Head + "  - {field: service, op: eq, value: Exchange}\n  - {op: after_hours, value: 'Europe/Zurich mon-fri 08:00-18:00 except 2026-12-25'}\nthreshold: {count: 3, within: 1h, by: [actor.key], distinct: target.id}\n";
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var text = Whole.ToCharArray();
            for (var i = random.Next(1, 6); i > 0; i--)
                text[random.Next(text.Length)] = "{}[]:,-|'\"* \n\u0000aé9"[random.Next(17)];
            var rules = Load(new string(text));
            Assert.True(rules.Refused.Count + rules.Rules.Count + rules.Correlations.Count > 0 || rules.Filters.Count == 0, $"seed {seed}");
        }
    }

    private static int Raised(SigmaRules rules, params string[] times)
    {
        var replay = new RuleReplay(rules, FieldMap.BuiltIn, "contoso");
        foreach (var time in times)
            Pack.Ask(replay, Record($"2026-03-04T{time}"));
        return replay.Finish().Count;
    }

    private static SigmaRules Load(string yaml) => SigmaRules.Load([new SigmaFile("compact.yml", yaml)]);

    private static byte[] Record(string time) => System.Text.Encoding.UTF8.GetBytes(
        $$"""{"CreationTime":"{{time}}","Id":"{{time}}-0000000001","Operation":"New-InboxRule","OrganizationId":"t","RecordType":1,"ResultStatus":"True","UserKey":"k","UserType":2,"Version":1,"Workload":"Exchange","UserId":"ann@contoso.example","ObjectId":"x","Parameters":[{"Name":"DeleteMessage","Value":"True"}]}""");
}
