namespace AuditOps.Embedded.Kafka.Wire;

/// <summary>
/// One direction of the Kafka protocol's encoding (https://kafka.apache.org/protocol#protocol_types). A message states its fields once, in
/// <see cref="IMessage.Transfer"/>, and the reader and the writer walk the same statement, so the two directions cannot drift apart.
/// </summary>
internal abstract class Wire
{
    /// <summary>Compact lengths and tagged fields, from the first flexible version of the message on (KIP-482).</summary>
    public bool Flexible { get; set; }

    public abstract void Bool(ref bool value);

    public abstract void Int8(ref sbyte value);

    public abstract void Int16(ref short value);

    public abstract void Int32(ref int value);

    public abstract void Int64(ref long value);

    public abstract void Uuid(ref Guid value);

    public abstract void NullableString(ref string? value);

    public abstract void NullableBytes(ref byte[]? value);

    /// <summary>A run of record batches. Read, it is a slice of the request's buffer and lives only as long as the request is being handled.</summary>
    public abstract void Records(ref ReadOnlyMemory<byte> value);

    /// <summary>The length of an array, -1 for null.</summary>
    protected abstract int ArrayLength(int count);

    /// <summary>Tagged fields: none is ever written, all are skipped. Nothing happens in versions that are not flexible.</summary>
    public abstract void Tags();

    public void Error(ref KafkaError value)
    {
        var code = (short)value;
        Int16(ref code);
        value = (KafkaError)code;
    }

    public void String(ref string value)
    {
        string? text = value;
        NullableString(ref text);
        value = text ?? throw new MalformedRequestException("a string that must not be null is null");
    }

    public void Bytes(ref byte[] value)
    {
        byte[]? bytes = value;
        NullableBytes(ref bytes);
        value = bytes ?? throw new MalformedRequestException("bytes that must not be null are null");
    }

    public void Array<T>(ref List<T> items, short version)
        where T : IMessage, new()
    {
        List<T>? list = items;
        NullableArray(ref list, version);
        items = list ?? throw new MalformedRequestException("an array that must not be null is null");
    }

    public void NullableArray<T>(ref List<T>? items, short version)
        where T : IMessage, new()
    {
        var count = ArrayLength(items?.Count ?? -1);
        if (count < 0)
        {
            items = null;
            return;
        }
        items = Prepare(items, count);
        for (var i = 0; i < count; i++)
        {
            var item = Reading ? new T() : items[i];
            item.Transfer(this, version);
            if (Reading) items.Add(item);
        }
    }

    public void Int32Array(ref List<int> items)
    {
        List<int>? list = items;
        NullableInt32Array(ref list);
        items = list ?? throw new MalformedRequestException("an array that must not be null is null");
    }

    public void NullableInt32Array(ref List<int>? items)
    {
        var count = ArrayLength(items?.Count ?? -1);
        if (count < 0)
        {
            items = null;
            return;
        }
        items = Prepare(items, count);
        for (var i = 0; i < count; i++)
        {
            var item = Reading ? 0 : items[i];
            Int32(ref item);
            if (Reading) items.Add(item);
        }
    }

    public void StringArray(ref List<string> items)
    {
        List<string>? list = items;
        NullableStringArray(ref list);
        items = list ?? throw new MalformedRequestException("an array that must not be null is null");
    }

    public void NullableStringArray(ref List<string>? items)
    {
        var count = ArrayLength(items?.Count ?? -1);
        if (count < 0)
        {
            items = null;
            return;
        }
        items = Prepare(items, count);
        for (var i = 0; i < count; i++)
        {
            var item = Reading ? "" : items[i];
            String(ref item);
            if (Reading) items.Add(item);
        }
    }

    public abstract bool Reading { get; }

    /// <summary>A list to read into: never larger at first than a claim can be trusted for, because the count comes from outside.</summary>
    private List<T> Prepare<T>(List<T>? items, int count) => Reading ? new List<T>(Math.Min(count, 64)) : items!;
}
