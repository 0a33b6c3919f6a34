using System.Security.Cryptography;
using System.Text;
using AuditOps.Collectors.Import.Reading;
using AuditOps.Collectors.Import.Runs;
using AuditOps.Collectors.Publishing;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Shapes;

namespace AuditOps.Collectors.Import;

/// <summary>The reading half of a run, on one thread: item by item from the inputs to the publisher, each chunk committed with its checkpoint.</summary>
internal sealed class ImportReading(ImportOptions options, string run, RunState state, RecordPublisher publisher, CheckpointStore checkpoints, ImportCheckpoint begun, IProgress<ImportProgress>? progress, TimeProvider time)
{
    private const string Stage = "import";
    private const int ProgressEvery = 1_000;

    private readonly DuplicateFilter _filter = new();
    private readonly long _skip = begun.Items;
    private readonly byte[] _key = CheckpointStore.Key(options.Tenant, run);
    private long _seen;

    /// <summary>Ids of the run's records, each once, those published by an earlier process included.</summary>
    public long DistinctIds => _filter.DistinctIds;

    /// <returns>What became of each input, and whether the run was asked to end early. Whole chunks only: what is counted is committed.</returns>
    public (IReadOnlyList<ImportFile> Files, bool Interrupted) Run(CancellationToken cancel)
    {
        var files = new List<ImportFile>();
        foreach (var file in options.Files)
        {
            files.Add(ReadFile(file, cancel));
            if (cancel.IsCancellationRequested) break;
        }

        Commit(cancel.IsCancellationRequested ? "interrupted" : "done");
        return (files, cancel.IsCancellationRequested);
    }

    private ImportFile ReadFile(string file, CancellationToken cancel)
    {
        long items = 0;
        try
        {
            using var input = ImportInput.Open(file, options.RejectedDirectory, cancel);
            while (input.TryRead(out var item))
            {
                // An input that was interrupted ends where it stands, so its last item may be half of one: it is not counted.
                if (cancel.IsCancellationRequested) break;
                items++;
                Take(input, item);
                if (state.ChunkItems >= options.ChunkRecords || publisher.IsFull) Commit("running");
                if (items % ProgressEvery == 0) progress?.Report(new ImportProgress(input.Name, items, input.BytesRead, input.Size, "reading"));
            }

            return new ImportFile(input.Name, items, items == 0 ? input.Remark ?? "holds no records" : input.Remark, IsCutShort: input.Remark is not null);
        }
        catch (CollectorsException exception) when (exception.Code == CollectorsErrorCode.InputUnreadable)
        {
            return new ImportFile(file, items, exception.Message, IsCutShort: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The disk or the pipe failed in the middle; what was read stays.
            return new ImportFile(file, items, $"failed after {items} records: {exception.Message}", IsCutShort: true);
        }
    }

    private void Take(ImportInput input, InputItem item)
    {
        if (!item.IsRecord)
        {
            if (_seen++ < _skip) return;
            publisher.Publish(Letter(input, item));
            state.Chunk(options.Source == ImportOptions.AutoSource ? Sources.Other : options.Source).DeadLettered++;
            return;
        }

        var payload = Payload(item);
        var recognized = input.Header is { } header ? header.Recognize(item.Bytes.Span) : ShapeRecognizer.Recognize(item.Bytes.Span);
        var source = options.Source == ImportOptions.AutoSource ? recognized.Source : options.Source;
        var id = recognized.RecordId ?? ContentIds.Record(payload.Span);
        var duplicate = IsDuplicate(source, id, payload.Span);
        if (_seen++ < _skip) return;
        var now = time.GetUtcNow();
        if (duplicate)
        {
            publisher.CountDuplicate(source, now);
            state.Chunk(source).Duplicates++;
            return;
        }

        publisher.Publish(new RawEnvelope
        {
            Tenant = options.Tenant,
            Source = source,
            Shape = recognized.Shape,
            RecordId = id,
            CollectedAt = now,
            Run = run,
            AvailableAt = recognized.AvailableAt,
            Payload = payload,
        });
        state.Chunk(source).Published++;
    }

    /// <summary>A CSV row means nothing without its header, so both travel.</summary>
    private static ReadOnlyMemory<byte> Payload(InputItem item)
    {
        if (item.CsvHeader.IsEmpty) return item.Bytes;
        var both = new byte[item.CsvHeader.Length + 1 + item.Bytes.Length];
        item.CsvHeader.CopyTo(both);
        both[item.CsvHeader.Length] = (byte)'\n';
        item.Bytes.CopyTo(both.AsMemory(item.CsvHeader.Length + 1));
        return both;
    }

    private bool IsDuplicate(string source, string id, ReadOnlySpan<byte> payload)
    {
        Span<byte> idHash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> contentHash = stackalloc byte[SHA256.HashSizeInBytes];
        var named = Encoding.UTF8.GetMaxByteCount(source.Length + id.Length + 1);
        Span<byte> name = named <= 1024 ? stackalloc byte[1024] : new byte[named];
        var length = Encoding.UTF8.GetBytes(source, name);
        name[length++] = (byte)'\n';
        length += Encoding.UTF8.GetBytes(id, name[length..]);
        SHA256.HashData(name[..length], idHash);
        SHA256.HashData(payload, contentHash);
        return _filter.IsDuplicate(idHash, contentHash);
    }

    private DeadLetter Letter(ImportInput input, InputItem item)
    {
        var origin = $"{input.Name}:{item.Line} (byte {item.Offset})";
        return new DeadLetter
        {
            Id = ContentIds.Letter(Stage, options.Tenant, origin, item.Sha256!),
            Tenant = options.Tenant,
            Source = options.Source == ImportOptions.AutoSource ? Sources.Other : options.Source,
            Stage = Stage,
            Code = item.Code,
            Reason = item.Reason,
            Origin = origin,
            FailedAt = time.GetUtcNow(),
            Run = run,
            PayloadLength = item.Length,
            PayloadSha256 = item.Sha256!,
            Payload = item.Bytes,
        };
    }

    private void Commit(string status)
    {
        state.CloseChunk();
        var now = time.GetUtcNow();
        var checkpoint = begun with { Status = status, Updated = now, Items = state.Items, Sources = state.Sources };
        var cursor = checkpoint.ToJson();
        publisher.Commit(_key, cursor, now, () => checkpoints.IsNewest(_key, cursor));
    }
}
