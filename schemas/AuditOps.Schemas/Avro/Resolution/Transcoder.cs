using AuditOps.Schemas.Avro.Schema;

namespace AuditOps.Schemas.Avro.Resolution;

/// <summary>
/// Rewrites values of a writer's schema into the encoding of a reader's, by the rules of the Avro specification ("Schema Resolution").
/// Compiled once per pair of schemas. Thread-safe.
/// </summary>
internal sealed class Transcoder
{
    // Defaults of added fields make a value longer. Without a bound, many tiny items with a long default would make gigabytes of a small message.
    private const int FreeOutputBytes = 64 << 10;
    private const int OutputBytesPerInputByte = 32;

    [ThreadStatic]
    private static EncodeBuffer? _scratch;

    private readonly Step _root;

    private Transcoder(Step root) => _root = root;

    /// <exception cref="AvroException">The reader's schema cannot read the writer's data (<see cref="AvroErrorCode.Incompatible"/>).</exception>
    public static Transcoder Compile(AvroSchema writer, AvroSchema reader) => new(new StepCompiler().Compile(writer, reader));

    public byte[] Run(ReadOnlySpan<byte> body)
    {
        var scratch = _scratch ??= new EncodeBuffer();
        scratch.Clear();
        var work = new Transcoding
        {
            Input = new AvroReader(body),
            Output = new AvroWriter(scratch),
            MaxOutput = FreeOutputBytes + (long)OutputBytesPerInputByte * body.Length,
        };
        _root.Run(ref work);
        work.Input.EnsureEnd();
        work.Output.Flush();
        var bytes = scratch.WrittenSpan.ToArray();
        scratch.ReleaseIfLarge();
        return bytes;
    }
}
