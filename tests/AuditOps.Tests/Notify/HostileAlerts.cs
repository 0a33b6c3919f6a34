using System.Text;
using AuditOps.Schemas.Contracts;
using AuditOps.Tests.Alerts;

namespace AuditOps.Tests.Notify;

/// <summary>Alerts whose texts try to be more than text.</summary>
internal static class HostileAlerts
{
    private static readonly string[] Pieces =
    [
        "|", "=", "\\", "\\|", "\r\n", "\n", "\r", "\u2028", "\u2029", "\u0000", "\u0085", "\u202e", "\u200b", "<!channel>", "<https://evil.example|click>", "&lt;", "[click](https://evil.example)",
        "**bold**", "`code`", "<at>all</at>", "\ud83d", "\udea8", "\ud83d\udea8", "7 <134>1 2026-01-01T00:00:00Z h a - - - CEF:0|x|", "act=closed", "msg=\\=", "\u001b[31m", "ünïcödé", "{{x}}", "${jndi:ldap://x}", "' OR 1=1 --",
    ];

    public static Alert Next(int seed)
    {
        var random = new Random(seed);
        var alert = Samples.Alert(1);
        var evidence = alert.Facts.Evidence[0] with { Actor = Text(), Operation = Text(), Ip = Text(), Summary = Text(), App = Text() };
        return alert with
        {
            Reason = Text(),
            Assignee = Text(),
            Facts = alert.Facts with
            {
                Title = random.Next(8) == 0 ? "" : Text(),
                RuleId = Text(),
                Description = Text(),
                Actor = random.Next(3) == 0 ? "" : Text(),
                Severity = (AlertSeverity)random.Next(5),
                Evidence = random.Next(6) == 0 ? [] : [evidence],
                Group = [new NamedValue("a", Text())],
                Tags = [Text()],
            },
        };

        string Text()
        {
            var text = new StringBuilder();
            for (var count = random.Next(6); count >= 0; count--)
                text.Append(Pieces[random.Next(Pieces.Length)]).Append(random.Next(20) == 0 ? new string('w', random.Next(20_000)) : "w");
            return text.ToString();
        }
    }

    /// <summary>A line that is not one line, or that does not read as it is written.</summary>
    public static bool IsBroken(string text) => text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029');
}
