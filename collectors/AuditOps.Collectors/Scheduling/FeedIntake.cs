using System.Text;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Fetching;
using AuditOps.Collectors.Import.Reading;
using AuditOps.Collectors.Publishing;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Shapes;

namespace AuditOps.Collectors.Scheduling;

/// <summary>Makes batches of a feed's answers: envelopes of what is a record, dead letters of what is none, nothing of what is known to be committed.</summary>
/// <param name="rejectedDirectory">Keeps whole records that are too large to go on; null keeps none.</param>
internal sealed class FeedIntake(FeedKey key, FeedSpec feed, RecentRecords recent, string run, string? rejectedDirectory, TimeProvider time)
{
    public const string Stage = "collect";

    private readonly byte[] _timeProperty = Encoding.ASCII.GetBytes(feed.TimeProperty);

    /// <summary>An answer that is whole and valid.</summary>
    /// <param name="origin">Where it comes from, for dead letters; the same for the same content.</param>
    /// <param name="coveredTo">A record older than this was to be expected in an earlier window.</param>
    public IEnumerable<FeedBatch> Cut(ReadOnlyMemory<byte> body, AnswerParts parts, string origin, DateTimeOffset? availableAt, DateTimeOffset coveredTo)
    {
        var batch = new FeedBatch();
        foreach (var element in parts.Elements)
        {
            var bytes = body.Slice(element.Offset, element.Length);
            if (element.IsObject && element.Length <= ReadLimits.RecordBytes) Take(batch, bytes, availableAt, coveredTo);
            else Reject(batch, element.IsObject ? TooLarge(bytes.Span, element.Offset) : NotAnObject(bytes.Span, element.Offset), origin);
            if (!batch.IsFull) continue;
            yield return batch;
            batch = new FeedBatch();
        }

        yield return batch;
    }

    /// <summary>
    /// An answer that is broken, and comes broken whenever it is asked for: its records are taken one by one, and what is none becomes a dead letter. What does not even begin as the service's answers
    /// do (nothing, a proxy's page, an error without its status) holds no records, and nothing is made of it.
    /// </summary>
    /// <param name="isPage">The array has Graph's object around it.</param>
    /// <returns>The batches; whether the answer was read to its end; where its last element ended.</returns>
    public (IReadOnlyList<FeedBatch> Batches, bool IsWhole, long End) Salvage(byte[] body, bool isPage, string origin, DateTimeOffset? availableAt, DateTimeOffset coveredTo)
    {
        var batches = new List<FeedBatch>();
        var batch = new FeedBatch();
        if (!IsAnswer(body, isPage)) return ([batch], false, 0);
        using var reader = new JsonRecordReader(new ByteWindow(new MemoryStream(body, writable: false), ReadLimits.RecordBytes + 1), rejectedDirectory);
        long end = 0;
        var cut = false;
        while (reader.TryRead(out var item))
        {
            end = item.Offset + item.Length;
            cut = item.Code == DeadLetterCode.Truncated;
            if (item.IsRecord) Take(batch, item.Bytes.ToArray(), availableAt, coveredTo);
            else Reject(batch, item, origin);
            if (!batch.IsFull) continue;
            batches.Add(batch);
            batch = new FeedBatch();
        }

        batches.Add(batch);
        return (batches, reader.HasEntered && reader.Remark is null && !cut, end);
    }

    /// <summary>A dead letter for something that its topic would not take.</summary>
    public void RejectLarge(FeedBatch batch, ReadOnlySpan<byte> bytes, string origin) => Reject(batch, Rejected(bytes, 0, DeadLetterCode.TooLarge, "larger than its topic takes", oversized: true), origin);

    private static bool IsAnswer(ReadOnlySpan<byte> body, bool isPage)
    {
        if (body.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) body = body[3..];
        body = body.TrimStart(" \t\r\n"u8);
        return isPage ? WrapperHead.Find(body, isFinal: true, out _) == WrapperVerdict.Wrapper : body is [(byte)'[', ..];
    }

    private void Take(FeedBatch batch, ReadOnlyMemory<byte> bytes, DateTimeOffset? availableAt, DateTimeOffset coveredTo)
    {
        var recognized = ShapeRecognizer.Recognize(bytes.Span);
        var id = recognized.RecordId ?? ContentIds.Record(bytes.Span);
        var at = RecordTime.Of(bytes.Span, _timeProperty);
        if (at > batch.Newest || batch.Newest is null) batch.Newest = at ?? batch.Newest;
        var mark = RecentRecords.MarkOf(id, bytes.Span);
        if (recent.Has(mark))
        {
            batch.Duplicates++;
            return;
        }

        if (at < coveredTo && recent.IsMissing(mark, at)) batch.Late++;
        batch.Marks.Add((mark, at ?? coveredTo));
        batch.Bytes += bytes.Length;
        batch.Records.Add(new RawEnvelope
        {
            Tenant = key.Tenant,
            Source = feed.Source,
            Shape = recognized.Shape,
            RecordId = id,
            CollectedAt = time.GetUtcNow(),
            Run = run,
            AvailableAt = availableAt,
            Payload = bytes,
        });
    }

    private void Reject(FeedBatch batch, InputItem item, string origin)
    {
        var id = ContentIds.Letter(Stage, key.Tenant, origin, item.Sha256!);
        var mark = RecentRecords.MarkOf(id, item.Bytes.Span);
        if (recent.Has(mark)) return;
        batch.Marks.Add((mark, time.GetUtcNow()));
        batch.Bytes += item.Bytes.Length;
        batch.Letters.Add(new DeadLetter
        {
            Id = id,
            Tenant = key.Tenant,
            Source = feed.Source,
            Stage = Stage,
            Code = item.Code,
            Reason = item.Reason,
            Origin = origin,
            FailedAt = time.GetUtcNow(),
            Run = run,
            PayloadLength = item.Length,
            PayloadSha256 = item.Sha256!,
            Payload = item.Bytes,
        });
    }

    private InputItem TooLarge(ReadOnlySpan<byte> bytes, long offset) => Rejected(bytes, offset, DeadLetterCode.TooLarge, $"larger than {ReadLimits.RecordBytes >> 20} MiB", oversized: true);

    private InputItem NotAnObject(ReadOnlySpan<byte> bytes, long offset) => Rejected(bytes, offset, DeadLetterCode.NotAnObject, "not a JSON object", oversized: false);

    private InputItem Rejected(ReadOnlySpan<byte> bytes, long offset, DeadLetterCode code, string reason, bool oversized)
    {
        using var rejection = new Rejection(rejectedDirectory, offset, line: 1);
        rejection.Add(bytes, oversized);
        return rejection.Finish(code, reason);
    }
}
