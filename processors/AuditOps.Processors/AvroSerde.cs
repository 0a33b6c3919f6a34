using System.Buffers;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Streams;

namespace AuditOps.Processors;

/// <summary>Avro single-object encoding as a stream serde. A schema that is not known yet is a wait, anything else wrong with the bytes a dead letter.</summary>
internal sealed class AvroSerde<T>(RecordCodec<T> codec, ISchemaSource schemas, DeadLetterCode undecodable) : ISerde<T>
{
    private readonly string _undecodable = undecodable.ToString();

    public T Deserialize(ReadOnlyMemory<byte> data)
    {
        try
        {
            return codec.Decode(data, schemas);
        }
        catch (UnknownSchemaException e)
        {
            throw new NotYetException(e.Message, e);
        }
        catch (AvroException e)
        {
            throw new RecordException(_undecodable, e.Message, e);
        }
    }

    public void Serialize(T value, IBufferWriter<byte> output) => codec.EncodeTo(value, output);
}
