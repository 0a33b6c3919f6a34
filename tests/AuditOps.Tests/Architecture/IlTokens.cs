using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace AuditOps.Tests.Architecture;

/// <summary>The metadata tokens in a method body (ECMA-335, partition III).</summary>
internal static class IlTokens
{
    private const byte TwoByteLead = 0xFE;
    private static readonly Dictionary<ushort, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (ushort)code.Value, code => code.OperandType);

    public static List<EntityHandle> Of(BlobReader il)
    {
        var tokens = new List<EntityHandle>();
        while (il.RemainingBytes > 0)
        {
            ushort code = il.ReadByte();
            if (code == TwoByteLead)
                code = (ushort)((TwoByteLead << 8) | il.ReadByte());
            switch (Operands[code])
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    tokens.Add(MetadataTokens.EntityHandle(il.ReadInt32()));
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    il.Offset++;
                    break;
                case OperandType.InlineVar:
                    il.Offset += sizeof(short);
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    il.Offset += sizeof(long);
                    break;
                case OperandType.InlineSwitch:
                    var targets = il.ReadInt32();
                    il.Offset += targets * sizeof(int);
                    break;
                default:
                    il.Offset += sizeof(int);
                    break;
            }
        }

        return tokens;
    }
}
