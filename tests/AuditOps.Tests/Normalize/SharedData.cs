using System.Text;
using System.Text.Json;
using Xunit;

namespace AuditOps.Tests.Normalize;

/// <summary>Finds the published test records; a test that needs them skips itself where they are absent.</summary>
internal static class SharedData
{
    public static string Root()
    {
        var named = Environment.GetEnvironmentVariable("AUDITOPS_SHARED_DATA");
        if (!string.IsNullOrEmpty(named) && Directory.Exists(named))
            return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate))
                return candidate;
        }

        Assert.Skip("data not present");
        return string.Empty;
    }

    /// <summary>The bytes of every top-level JSON value of a file: NDJSON, concatenated objects, or the items of one array or of a Graph list answer.</summary>
    public static List<byte[]> Records(params string[] path)
    {
        var bytes = File.ReadAllBytes(Path.Combine([Root(), .. path]));
        var records = new List<byte[]>();
        var at = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? 3 : 0;
        while (at < bytes.Length)
        {
            if (bytes[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                at++;
                continue;
            }

            var reader = new Utf8JsonReader(bytes.AsSpan(at));
            reader.Read();
            reader.Skip();
            var length = (int)reader.BytesConsumed;
            Add(records, bytes.AsMemory(at, length));
            at += length;
        }

        return records;
    }

    private static void Add(List<byte[]> records, ReadOnlyMemory<byte> value)
    {
        using var document = JsonDocument.Parse(value);
        var root = document.RootElement;
        var list = root.ValueKind == JsonValueKind.Array ? root
            : root.TryGetProperty("value", out var items) && items.ValueKind == JsonValueKind.Array ? items
            : default;
        if (list.ValueKind != JsonValueKind.Array)
        {
            records.Add(value.ToArray());
            return;
        }

        foreach (var item in list.EnumerateArray())
            records.Add(Encoding.UTF8.GetBytes(item.GetRawText()));
    }
}
