namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>What a batch must be before it may touch a log. Safe on any bytes.</summary>
internal static class BatchValidator
{
    const int LargestCodec = 4;

    public static KafkaError Validate(ReadOnlySpan<byte> batch, AppendOrigin origin, int maxBytes, out string? message)
    {
        message = null;
        if (batch.Length < Batch.HeaderBytes) return Invalid("The record batch is shorter than its header.", out message);
        if (Batch.Magic(batch) != 2)
        {
            message = "Only record batches of message format v2 are stored.";
            return KafkaError.UnsupportedForMessageFormat;
        }
        var size = Batch.Size(batch);
        if (size != batch.Length) return Invalid("Each partition takes exactly one record batch, whose length field agrees with its bytes.", out message);
        if (size > maxBytes)
        {
            message = $"The record batch has {size} bytes; max.message.bytes is {maxBytes}.";
            return KafkaError.MessageTooLarge;
        }
        if (!Batch.CrcMatches(batch)) return KafkaError.CorruptMessage;
        var attributes = Batch.Attributes(batch);
        if ((attributes & Batch.CodecMask) > LargestCodec) return KafkaError.UnsupportedCompressionType;
        var count = Batch.RecordCount(batch);
        if (count <= 0 || Batch.LastOffsetDelta(batch) != count - 1) return Invalid("The record count does not agree with the last offset delta.", out message);
        if ((attributes & Batch.DeleteHorizonBit) != 0) return Invalid("Clients may not set the delete horizon.", out message);
        var control = (attributes & Batch.ControlBit) != 0;
        var producer = Batch.ProducerId(batch);
        if (origin == AppendOrigin.Coordinator)
            return control && producer >= 0 && count == 1 ? KafkaError.None : Invalid("The coordinator appends markers only.", out message);
        if (control) return Invalid("Clients may not write control records.", out message);
        if (producer >= 0 && (Batch.BaseSequence(batch) < 0 || Batch.ProducerEpoch(batch) < 0))
            return Invalid("An idempotent producer's batch needs an epoch and a sequence number.", out message);
        return producer < 0 && (attributes & Batch.TransactionalBit) != 0 ? Invalid("A transactional batch needs a producer id.", out message) : KafkaError.None;
    }

    /// <summary>On a compacted topic every record needs a key, or compaction could not say what replaces it.</summary>
    public static KafkaError CheckKeys(ReadOnlySpan<byte> batch, int maxDecompressed, out List<int>? bad, out string? message)
    {
        bad = null;
        message = null;
        using var records = BatchRecords.Open(batch, maxDecompressed, out var status);
        switch (status)
        {
            case DecodeStatus.Unavailable:
                message = "This broker cannot look into batches of that compression type, which a compacted topic asks for.";
                return KafkaError.UnsupportedCompressionType;
            case DecodeStatus.TooLarge:
                message = $"The record batch decompresses to more than {maxDecompressed} bytes.";
                return KafkaError.MessageTooLarge;
            case DecodeStatus.Malformed:
                message = "The record batch cannot be decompressed.";
                return KafkaError.CorruptMessage;
        }
        var count = Batch.RecordCount(batch);
        var reader = records.Reader();
        for (var i = 0; i < count; i++)
        {
            if (reader.Next() != RecordStatus.Record)
            {
                bad = [i];
                return Invalid("The record cannot be read.", out message);
            }
            if (!reader.HasKey) (bad ??= []).Add(i);
        }
        return bad is null ? KafkaError.None : Invalid("Compacted topics take only records with a key.", out message);
    }

    static KafkaError Invalid(string reason, out string? message)
    {
        message = reason;
        return KafkaError.InvalidRecord;
    }
}
