using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuditOps.Engines.Replay;
using AuditOps.Engines.Sigma.Fields;

namespace AuditOps.Tests.Rules;

/// <summary>
/// Everyday work with the operations that the pack names and the simulator does not play: for each rule the records it and the others must leave alone, once, and what happens in a tenant of
/// four hundred people at the rates below. Events of the same file keep their distances in time.
/// </summary>
internal static class QuietSupplement
{
    private static readonly string[] TimeNames = ["CreationTime", "activityDateTime", "createdDateTime", "detectedDateTime", "lastUpdatedDateTime", "time", "StartTime"];
    private static readonly string[] IdNames = ["Id", "id"];

    /// <summary>Rule file, line of its matches from 0, times a day. Our own estimate of an ordinary tenant; rare things stand for once in half a year to once in a month.</summary>
    private static readonly (string File, int Line, double PerDay)[] Rates =
    [
        ("privilege/licences-changed", 0, 15),
        ("privilege/account-created-and-deleted", 0, 2),
        ("privilege/users-deleted-in-bulk", 0, 1),
        ("privilege/bitlocker-keys-read", 0, 1),
        ("privilege/temporary-access-pass", 0, 0.5),
        ("privilege/guests-invited-in-bulk", 0, 5),
        ("privilege/administrators-removed", 0, 0.3),
        ("privilege/conditional-access-created", 0, 0.05),
        ("privilege/cross-tenant-access-changed", 0, 0.03),
        ("privilege/pim-weakened", 0, 0.03),
        ("privilege/federation-changed", 0, 0.006),
        ("privilege/role-given-outside-pim", 0, 0.01),
        ("privilege/elevate-access", 0, 0.006),
        ("apps/application-registered", 0, 0.5),
        ("apps/owner-added", 0, 0.2),
        ("mailbox/transport-rule-changed", 1, 0.1),
        ("mailbox/transport-rule-diverts", 0, 0.01),
        ("mailbox/connector-changed", 0, 0.01),
        ("mailbox/old-protocols-allowed", 0, 0.03),
        ("mailbox/mailbox-forwarding", 0, 0.05),
        ("mailbox/mail-protection-weakened", 0, 0.006),
        ("logging/compliance-search-exported", 0, 0.05),
        ("logging/diagnostic-settings-deleted", 0, 0.006),
        ("data/mass-deletion", 0, 60),
        ("data/anonymous-links-in-bulk", 0, 5),
        ("data/teams-deleted", 0, 0.3),
        ("data/sharing-opened", 0, 0.03),
        ("data/site-administrator-added", 0, 0.2),
        ("data/malware-in-files", 0, 0.05),
        ("devices/devices-fall-out-of-compliance", 0, 5),
        ("devices/devices-wiped-in-bulk", 0, 0.3),
        ("devices/compliance-weakened", 1, 0.05),
        ("devices/script-added", 0, 0.05),
        ("identity/mfa-fraud-report", 0, 0.02),
        ("identity/break-glass-sign-in", 0, 0.006),
        ("identity/disabled-accounts-tried", 0, 1),
        ("identity/password-grant-sign-in", 0, 0.02),
        ("identity/developer-tool-token", 0, 0.03),
        ("privilege/method-removed", 0, 0.3),
        ("privilege/authentication-policy-changed", 0, 0.01),
        ("azure/monitoring-removed", 0, 0.02),
        ("azure/automation-changed", 0, 0.1),
        ("azure/resources-destroyed", 2, 0.1),
        ("azure/network-protection-changed", 0, 0.3),
        ("azure/keys-taken", 1, 0.03),
        ("azure/powerful-role-given", 0, 0.03),
        ("azure/packets-captured", 0, 0.006),
        ("azure/storage-opened", 0, 0.03),
        ("azure/command-run-on-machine", 0, 0.05),
        ("azure/locks-removed", 0, 0.02),
    ];

    public static IEnumerable<byte[]> Records(int seed, DateTime from, DateTime to)
    {
        var random = new Random(seed);
        var all = Pack.All();
        for (var number = 0; number < Pack.Files.Count; number++)
        {
            var file = Pack.Files[number];

            // What one rule must leave alone may be what another is for.
            var alone = new RuleReplay(all, FieldMap.BuiltIn, "contoso");
            foreach (var line in Pack.Lines(Path.ChangeExtension(file, ".nomatch.ndjson")))
                Pack.Ask(alone, line);
            if (alone.Finish().Count > 0) continue;

            // In working hours, so that the distances within a file stay within a day as they are.
            var shift = from.AddDays(random.Next((int)(to - from).TotalDays - 1)) - new DateTime(2026, 3, 4, 0, 0, 0, DateTimeKind.Utc);
            foreach (var line in Pack.Lines(Path.ChangeExtension(file, ".nomatch.ndjson")))
                yield return Moved(line, time => time + shift, random, number);
        }

        foreach (var (file, line, perDay) in Rates)
        {
            var template = Pack.Lines(Path.Combine(Pack.Folder, file + ".match.ndjson")).ElementAt(line);
            var count = (int)Math.Floor((perDay * (to - from).TotalDays) + random.NextDouble());
            for (var i = 0; i < count; i++)
            {
                var at = from.AddSeconds(random.NextDouble() * (to - from).TotalSeconds).Date.AddHours(8 + (random.NextDouble() * 9));
                yield return Moved(template, _ => at, random, Pack.Files.Count + random.Next(40));
            }
        }
    }

    /// <summary>The record at another time, with an id of its own, by and about somebody else, from elsewhere.</summary>
    private static byte[] Moved(byte[] record, Func<DateTime, DateTime> move, Random random, int who)
    {
        var json = JsonNode.Parse(record)!;
        Change(json, move, random);
        return Encoding.UTF8.GetBytes(json.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
            .Replace("@contoso.example", $"{who}@contoso.example", StringComparison.Ordinal).Replace("203.0.113.", $"100.64.{who}.", StringComparison.Ordinal).Replace("Budget ", $"Budget {random.Next(1_000_000)}-", StringComparison.Ordinal));
    }

    private static void Change(JsonNode json, Func<DateTime, DateTime> move, Random random)
    {
        if (json["properties"] is JsonObject inner) Change(inner, move, random);
        foreach (var name in TimeNames)
        {
            if (json[name]?.GetValue<string>() is not { } text) continue;
            var time = DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
            json[name] = move(time).ToString(text.EndsWith('Z') ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        }

        foreach (var name in IdNames)
        {
            if (json[name] is null) continue;
            var bytes = new byte[16];
            random.NextBytes(bytes);
            json[name] = new Guid(bytes).ToString();
        }
    }
}
