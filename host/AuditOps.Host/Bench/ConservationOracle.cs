using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AuditOps.Host.Bench;

/// <summary>
/// Issues the records of each round and knows what must come of them: every id once, with its newest content; every content kept; every line that is no
/// record a dead letter. Knows nothing of how the pipeline works.
/// </summary>
internal sealed class ConservationOracle(Random random)
{
    private readonly List<Obligation> _issues = [];

    public long Lines { get; private set; }

    public long Ids => _issues.Count;

    /// <summary>Contents beyond the first of each id.</summary>
    public long Revisions { get; private set; }

    public long Unreadable { get; private set; }

    /// <summary>The first eight bytes, little-endian, of the SHA-256 of each id's newest content, all combined by exclusive or: the order does not matter, every bit does.</summary>
    public ulong Fingerprint { get; private set; }

    /// <summary>The file of one round.</summary>
    public byte[] Issue(int round, int records)
    {
        var text = new StringBuilder();
        var known = _issues.Count;
        for (var i = 0; i < records; i++)
        {
            var issue = new Obligation($"obligation-{round}-{i}");
            _issues.Add(issue);
            Renew(issue);
            Write(text, issue.Content);
        }

        for (var i = 0; i < records / 10 && known > 0; i++)
        {
            // An id at most once a file: within a run the order of two contents is the file's, but a repeat of the first would be a duplicate of the second.
            var issue = _issues[random.Next(known)];
            if (issue.LastRound == round)
                continue;
            issue.LastRound = round;
            if (random.Next(2) == 0)
            {
                Renew(issue);
                Revisions++;
            }

            Write(text, issue.Content);
        }

        for (var i = random.Next(1, 8); i > 0; i--)
        {
            Unreadable++;
            Write(text, $"{{\"Id\":\"no-record-{round}-{i}\",\"CreationTime\":");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private void Write(StringBuilder text, string line)
    {
        Lines++;
        text.Append(line).Append('\n');
    }

    private void Renew(Obligation issue)
    {
        if (issue.Content.Length > 0)
            Fingerprint ^= HashOf(issue.Content);
        var version = issue.Version++;
        // Two in three versions keep the hour of the event; the third moves to another one.
        var hour = (issue.Id.Length + (version / 3 * 5)) % 24;
        issue.Content = string.Create(CultureInfo.InvariantCulture, $$"""
            {"Id":"{{issue.Id}}","RecordType":6,"CreationTime":"2026-10-{{1 + (_issues.Count % 28):00}}T{{hour:00}}:{{version % 60:00}}:00","Operation":"FileAccessed","Workload":"SharePoint","UserId":"user{{random.Next(97)}}@contoso.example","ClientIP":"192.0.2.{{random.Next(250)}}","ObjectId":"https://contoso.example/{{version}}/{{new string((char)('a' + random.Next(26)), random.Next(50, 900))}}"}
            """);
        Fingerprint ^= HashOf(issue.Content);
    }

    private static ulong HashOf(string content) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    private sealed class Obligation(string id)
    {
        public string Id => id;
        public int Version { get; set; }
        public string Content { get; set; } = "";
        public int LastRound { get; set; } = -1;
    }
}
