using System.Buffers;
using System.Collections.Concurrent;
using AuditOps.Schemas.Avro.Resolution;
using AuditOps.Schemas.Avro.Schema;

namespace AuditOps.Schemas.Avro;

/// <summary>
/// Encodes and decodes one record type in single-object encoding. A codec writes and reads its own schema by hand-written code; records of
/// another schema are first rewritten into its own by Avro's resolution rules. Thread-safe.
/// </summary>
public abstract class RecordCodec<T>
{
    [ThreadStatic]
    private static EncodeBuffer? _scratch;

    private readonly ConcurrentDictionary<ulong, Transcoder> _transcoders = new();
    private readonly byte[] _header;

    /// <param name="schemaJson">The schema that <see cref="Write"/> and <see cref="Read"/> implement.</param>
    protected RecordCodec(string schemaJson)
    {
        SchemaJson = schemaJson;
        Schema = AvroSchema.Parse(schemaJson);
        _header = SingleObject.Header(Schema.Fingerprint);
    }

    public string SchemaJson { get; }

    public AvroSchema Schema { get; }

    public ulong Fingerprint => Schema.Fingerprint;

    public byte[] Encode(T value)
    {
        var scratch = _scratch ??= new EncodeBuffer();
        scratch.Clear();
        EncodeTo(value, scratch);
        var bytes = scratch.WrittenSpan.ToArray();
        scratch.ReleaseIfLarge();
        return bytes;
    }

    public void EncodeTo(T value, IBufferWriter<byte> output)
    {
        var writer = new AvroWriter(output);
        writer.WriteRaw(_header);
        Write(value, ref writer);
        writer.Flush();
    }

    /// <summary>
    /// Decodes a message. Byte fields of the result may be slices of <paramref name="message"/>: keep it unchanged as long as the result lives.
    /// </summary>
    /// <exception cref="UnknownSchemaException">The writer's schema is not known yet; wait and try again.</exception>
    /// <exception cref="AvroException">The bytes are malformed, or of a schema that cannot be read as this record.</exception>
    public T Decode(ReadOnlyMemory<byte> message, ISchemaSource schemas)
    {
        var fingerprint = SingleObject.ReadFingerprint(message.Span);
        var body = message[SingleObject.HeaderLength..];
        return ReadBody(fingerprint == Fingerprint ? new AvroReader(body) : new AvroReader(Transcode(fingerprint, body.Span, schemas).AsMemory()));
    }

    /// <summary>Decodes a message whose bytes are only lent: byte fields of the result are copies.</summary>
    /// <inheritdoc cref="Decode" path="/exception"/>
    public T DecodeCopy(ReadOnlySpan<byte> message, ISchemaSource schemas)
    {
        var fingerprint = SingleObject.ReadFingerprint(message);
        var body = message[SingleObject.HeaderLength..];
        return ReadBody(fingerprint == Fingerprint ? new AvroReader(body) : new AvroReader(Transcode(fingerprint, body, schemas).AsMemory()));
    }

    /// <summary>Writes the record's fields in the order of its schema.</summary>
    protected internal abstract void Write(T value, ref AvroWriter writer);

    /// <summary>Reads the record's fields in the order of its schema.</summary>
    protected internal abstract T Read(ref AvroReader reader);

    private T ReadBody(AvroReader reader)
    {
        var value = Read(ref reader);
        reader.EnsureEnd();
        return value;
    }

    private byte[] Transcode(ulong fingerprint, ReadOnlySpan<byte> body, ISchemaSource schemas)
    {
        if (!_transcoders.TryGetValue(fingerprint, out var transcoder))
        {
            if (!schemas.TryGet(fingerprint, out var writerSchema))
                throw new UnknownSchemaException(fingerprint);
            transcoder = _transcoders.GetOrAdd(fingerprint, Transcoder.Compile(writerSchema, Schema));
        }

        return transcoder.Run(body);
    }
}
