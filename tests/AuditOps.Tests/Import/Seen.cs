using AuditOps.Collectors.Import.Reading;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Tests.Import;

/// <summary>An item of an input with its own copy of the bytes.</summary>
internal sealed record Seen(DeadLetterCode Code, byte[] Bytes, long Offset, long Line, long Length, string Reason, string? Sha256)
{
    public bool IsRecord => Code == DeadLetterCode.Unspecified;

    public static Seen Of(InputItem item) => new(item.Code, item.Bytes.ToArray(), item.Offset, item.Line, item.Length, item.Reason, item.Sha256);

    /// <summary>Reads JSON that arrives in pieces of 1 to <paramref name="largestPiece"/> bytes.</summary>
    public static (List<Seen> Items, string? Remark) InJson(byte[] input, Random random, int largestPiece, string? rejected = null)
    {
        using var reader = new JsonRecordReader(new ByteWindow(new PiecesStream(input, random, largestPiece), ReadLimits.RecordBytes + 1), rejected);
        return (All(reader), reader.Remark);
    }

    public static List<Seen> InJson(byte[] input) => InJson(input, new Random(1), 64 << 10).Items;

    public static List<Seen> InCsv(byte[] rows, byte[] header, int columns, Random random, int largestPiece)
    {
        using var reader = new CsvRecordReader(new ByteWindow(new PiecesStream(rows, random, largestPiece), ReadLimits.RecordBytes + 1), header, columns, null);
        return All(reader);
    }

    private static List<Seen> All(IRecordReader reader)
    {
        var items = new List<Seen>();
        while (reader.TryRead(out var item)) items.Add(Of(item));
        return items;
    }
}
