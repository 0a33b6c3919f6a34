using AuditOps.Schemas.Avro.Schema;

namespace AuditOps.Schemas.Avro.Resolution;

/// <summary>A primitive value, promoted where the reader's type is wider: int to long, float or double, long to float or double, float to double, string to bytes and back.</summary>
internal sealed class CopyStep : Step
{
    private readonly AvroType _from;
    private readonly AvroType _to;

    private CopyStep(AvroType from, AvroType to) => (_from, _to) = (from, to);

    public static CopyStep? TryCreate(AvroType from, AvroType to) => IsAllowed(from, to) ? new CopyStep(from, to) : null;

    public static bool IsAllowed(AvroType from, AvroType to) => (from, to) switch
    {
        (AvroType.Int, AvroType.Long or AvroType.Float or AvroType.Double) => true,
        (AvroType.Long, AvroType.Float or AvroType.Double) => true,
        (AvroType.Float, AvroType.Double) => true,
        (AvroType.String, AvroType.Bytes) or (AvroType.Bytes, AvroType.String) => true,
        _ => from == to && from <= AvroType.String,
    };

    public override void Run(ref Transcoding work)
    {
        switch (_from)
        {
            case AvroType.Null:
                break;
            case AvroType.Boolean:
                work.Output.WriteBoolean(work.Input.ReadBoolean());
                break;
            case AvroType.Int:
                WriteNumber(work.Input.ReadInt(), ref work.Output);
                break;
            case AvroType.Long:
                WriteNumber(work.Input.ReadLong(), ref work.Output);
                break;
            case AvroType.Float when _to == AvroType.Double:
                work.Output.WriteDouble(work.Input.ReadFloat());
                break;
            case AvroType.Float:
                work.Output.WriteRaw(work.Input.ReadRaw(sizeof(float)));
                break;
            case AvroType.Double:
                work.Output.WriteRaw(work.Input.ReadRaw(sizeof(double)));
                break;
            default:
                // string and bytes have the same encoding; that a string is UTF-8 is seen to where it is read.
                work.Output.WriteBytes(work.Input.ReadRaw(work.Input.ReadLength()));
                break;
        }
    }

    private void WriteNumber(long value, ref AvroWriter output)
    {
        switch (_to)
        {
            case AvroType.Float:
                output.WriteFloat(value);
                break;
            case AvroType.Double:
                output.WriteDouble(value);
                break;
            default:
                output.WriteLong(value);
                break;
        }
    }
}
