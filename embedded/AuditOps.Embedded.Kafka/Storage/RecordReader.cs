namespace AuditOps.Embedded.Kafka.Storage;

internal enum RecordStatus
{
    Record,
    End,
    Malformed,
}

/// <summary>
/// Reads the (decompressed) records of a batch one by one: length, attributes, timestamp delta, offset delta, key, value, headers; integers are zigzag varints
/// (Kafka documentation, "Record"). Never reads outside its span, whatever the bytes say.
/// </summary>
internal ref struct RecordReader(ReadOnlySpan<byte> records, int count)
{
    readonly ReadOnlySpan<byte> _records = records;
    int _left = count;
    int _at;

    public long TimestampDelta { get; private set; }

    public int OffsetDelta { get; private set; }

    public bool HasKey { get; private set; }

    public bool HasValue { get; private set; }

    public ReadOnlySpan<byte> Key { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Everything after the offset delta: key, value and headers as they stand.</summary>
    public ReadOnlySpan<byte> KeyValueHeaders { get; private set; }

    public RecordStatus Next()
    {
        if (_left == 0) return RecordStatus.End;
        _left--;
        if (!Varint.TryRead(_records, ref _at, out var length) || length < 0 || length > _records.Length - _at) return RecordStatus.Malformed;
        var record = _records.Slice(_at, (int)length);
        _at += (int)length;
        var at = 1;
        if (record.Length < 1 || !Varint.TryRead(record, ref at, out var timestampDelta) || !Varint.TryRead(record, ref at, out var offsetDelta)) return RecordStatus.Malformed;
        if (offsetDelta is < 0 or > int.MaxValue) return RecordStatus.Malformed;
        TimestampDelta = timestampDelta;
        OffsetDelta = (int)offsetDelta;
        KeyValueHeaders = record[at..];
        if (!TryField(record, ref at, out var key, out var hasKey) || !TryField(record, ref at, out var value, out var hasValue)) return RecordStatus.Malformed;
        Key = key;
        HasKey = hasKey;
        Value = value;
        HasValue = hasValue;
        return RecordStatus.Record;
    }

    static bool TryField(ReadOnlySpan<byte> record, scoped ref int at, out ReadOnlySpan<byte> field, out bool present)
    {
        field = default;
        present = false;
        if (!Varint.TryRead(record, ref at, out var length)) return false;
        if (length < 0) return length == -1;
        if (length > record.Length - at) return false;
        field = record.Slice(at, (int)length);
        present = true;
        at += (int)length;
        return true;
    }
}
