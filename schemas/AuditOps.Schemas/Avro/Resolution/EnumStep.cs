using AuditOps.Schemas.Avro.Schema;

namespace AuditOps.Schemas.Avro.Resolution;

/// <summary>An enum, by symbol; a symbol the reader does not know becomes the reader's default.</summary>
internal sealed class EnumStep : Step
{
    private readonly EnumSchema _writer;
    private readonly int[] _indexes;

    public EnumStep(EnumSchema writer, EnumSchema reader)
    {
        _writer = writer;
        _indexes = new int[writer.Symbols.Length];
        for (var i = 0; i < _indexes.Length; i++)
        {
            var index = Array.IndexOf(reader.Symbols, writer.Symbols[i]);
            _indexes[i] = index >= 0 ? index : reader.DefaultIndex;
        }
    }

    public override void Run(ref Transcoding work)
    {
        var from = work.Input.ReadEnumIndex(_indexes.Length);
        var to = _indexes[from];
        if (to < 0)
            throw work.Input.Error(AvroErrorCode.EnumSymbol, $"symbol '{_writer.Symbols[from]}' of {_writer.FullName}, which the reader does not know and has no default for");
        work.Output.WriteInt(to);
    }
}
