using System.Text;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Shapes;
using Xunit;

namespace AuditOps.Tests.Normalize;

public sealed class NormalizeSharedDataTests
{
    [Fact]
    public void Every_published_record_becomes_an_event_and_no_two_ids_become_one()
    {
        var root = SharedData.Root();
        var files = Directory.GetFiles(root, "*.*json", SearchOption.AllDirectories)
            .Where(f => !f.Contains("sekoia", StringComparison.Ordinal) && !f.Contains(Path.DirectorySeparatorChar + "sigma", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var ids = new HashSet<string>(StringComparer.Ordinal);
            var events = new HashSet<string>(StringComparer.Ordinal);
            foreach (var record in SharedData.Records(Path.GetRelativePath(root, file)))
            {
                var seen = ShapeRecognizer.Recognize(record);
                var id = seen.RecordId ?? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(record));
                ids.Add(id);
                var e = Sample.Normalize(record);
                if (seen.RecordId is not null)
                    Assert.Equal(seen.RecordId, e.EventId);
                events.Add(seen.RecordId is null ? id : e.EventId);
                if (seen.Shape != WireShape.Unknown)
                    Assert.False(e.Flags.HasFlag(EventFlags.TimeUnusable) || e.Flags.HasFlag(EventFlags.Generic), $"{file}: {e.Flags}");
            }

            Assert.Equal(ids.Count, events.Count);
            if (file.EndsWith("ual-dev.ndjson", StringComparison.Ordinal))
                Assert.Equal(3204, events.Count);
        }
    }

    [Fact]
    public void Every_row_of_the_published_tables_becomes_an_event()
    {
        Assert.Equal((266, 266, 0), Rows("office_activity.csv"));
        Assert.Equal((5, 5, 5), Rows("AuditLogs_Hunting.csv"));
    }

    private static (int Rows, int Ids, int WithoutTime) Rows(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(SharedData.Root(), "sentinel-training-lab", file));
        var reader = new CsvReader(bytes);
        var fields = new List<string>();
        Assert.Equal(CsvStatus.Row, reader.Read(fields));
        var headerLine = Encoding.UTF8.GetString(bytes, 0, reader.Position).TrimEnd('\r', '\n');
        var ids = new HashSet<string>(StringComparer.Ordinal);
        int rows = 0, withoutTime = 0;
        for (var at = reader.Position; reader.Read(fields) == CsvStatus.Row; at = reader.Position)
        {
            var e = Sample.Csv(headerLine, Encoding.UTF8.GetString(bytes, at, reader.Position - at));
            rows++;
            ids.Add(e.EventId);
            withoutTime += e.Flags.HasFlag(EventFlags.TimeUnusable) ? 1 : 0;
            Assert.True(e.Operation.Length > 0 && e.Actor.Kind != ActorKind.Unknown);
        }

        return (rows, ids.Count, withoutTime);
    }
}
