using AuditOps.Schemas.Avro.Schema;

namespace AuditOps.Schemas.Avro.Resolution;

/// <summary>A value of the writer's that the reader does not have.</summary>
internal sealed class SkipStep(AvroSchema schema, ItemSizes sizes) : Step
{
    public override void Run(ref Transcoding work) => Skip(schema, ref work.Input);

    private void Skip(AvroSchema value, ref AvroReader input)
    {
        switch (value)
        {
            case RecordSchema record:
                input.Enter();
                foreach (var field in record.Fields)
                    Skip(field.Schema, ref input);
                input.Leave();
                break;
            case EnumSchema choice:
                input.ReadEnumIndex(choice.Symbols.Length);
                break;
            case FixedSchema bytes:
                input.ReadRaw(bytes.Size);
                break;
            case ArraySchema array:
                SkipBlocks(array.Items, keys: false, ref input);
                break;
            case MapSchema map:
                SkipBlocks(map.Values, keys: true, ref input);
                break;
            case UnionSchema union:
                Skip(union.Branches[input.ReadUnionIndex(union.Branches.Length)], ref input);
                break;
            default:
                SkipPrimitive(value.Type, ref input);
                break;
        }
    }

    private void SkipBlocks(AvroSchema items, bool keys, ref AvroReader input)
    {
        var min = sizes.Min(items) + (keys ? 1 : 0);
        for (var count = input.ReadBlock(min); count > 0; count = input.ReadBlock(min))
        {
            for (; count > 0; count--)
            {
                if (keys)
                    input.ReadRaw(input.ReadLength());
                Skip(items, ref input);
            }
        }
    }

    private static void SkipPrimitive(AvroType type, ref AvroReader input)
    {
        switch (type)
        {
            case AvroType.Null:
                break;
            case AvroType.Boolean:
                input.ReadBoolean();
                break;
            case AvroType.Int:
                input.ReadInt();
                break;
            case AvroType.Long:
                input.ReadLong();
                break;
            case AvroType.Float:
                input.ReadRaw(sizeof(float));
                break;
            case AvroType.Double:
                input.ReadRaw(sizeof(double));
                break;
            default:
                input.ReadRaw(input.ReadLength());
                break;
        }
    }
}
