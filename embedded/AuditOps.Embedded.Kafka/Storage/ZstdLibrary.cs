using System.Runtime.InteropServices;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// Zstandard through the system's libzstd (zstd.h, stable API), which Debian installs with its package manager. Where it is absent, zstd batches are
/// stored and served untouched; only looking into them is impossible.
/// </summary>
internal static unsafe class ZstdLibrary
{
    static readonly delegate* unmanaged<nint> Create;
    static readonly delegate* unmanaged<nint, nuint> Free;
    static readonly delegate* unmanaged<nint, OutBuffer*, InBuffer*, nuint> DecompressStream;
    static readonly delegate* unmanaged<nuint, uint> IsError;
    static readonly delegate* unmanaged<nint, int, int, nuint> SetParameter;

    static ZstdLibrary()
    {
        if (!NativeLibrary.TryLoad("libzstd.so.1", out var library)) return;
        if (!NativeLibrary.TryGetExport(library, "ZSTD_createDStream", out var create)) return;
        Free = (delegate* unmanaged<nint, nuint>)NativeLibrary.GetExport(library, "ZSTD_freeDStream");
        DecompressStream = (delegate* unmanaged<nint, OutBuffer*, InBuffer*, nuint>)NativeLibrary.GetExport(library, "ZSTD_decompressStream");
        IsError = (delegate* unmanaged<nuint, uint>)NativeLibrary.GetExport(library, "ZSTD_isError");
        SetParameter = (delegate* unmanaged<nint, int, int, nuint>)NativeLibrary.GetExport(library, "ZSTD_DCtx_setParameter");
        Create = (delegate* unmanaged<nint>)create;
    }

    public static bool Available => Create != null;

    public static DecodeStatus Decode(ReadOnlySpan<byte> input, ref PooledOutput output)
    {
        if (!Available) return DecodeStatus.Unavailable;
        const int windowLogMax = 100; // ZSTD_d_windowLogMax
        const int window8MiB = 23; // what encoders use up to their highest ordinary level; bounds the decoder's memory
        var stream = Create();
        if (stream == 0) throw new EmbeddedKafkaException(KafkaError.UnknownServerError, "libzstd could not make a decoder; the machine is out of memory.");
        try
        {
            SetParameter(stream, windowLogMax, window8MiB);
            fixed (byte* source = input)
            {
                var from = new InBuffer { Data = source, Size = (nuint)input.Length };
                while (true)
                {
                    if (!output.TryReserve(1, out var room)) return DecodeStatus.TooLarge;
                    nuint left;
                    fixed (byte* target = room)
                    {
                        var to = new OutBuffer { Data = target, Size = (nuint)room.Length };
                        left = DecompressStream(stream, &to, &from);
                        if (IsError(left) != 0) return DecodeStatus.Malformed;
                        output.Advance((int)to.Position);
                        // The buffer was not filled, so the decoder has nothing more to give from what it has read.
                        if (to.Position < to.Size && from.Position == from.Size) return left == 0 ? DecodeStatus.Ok : DecodeStatus.Malformed;
                    }
                    if (left == 0 && from.Position == from.Size) return DecodeStatus.Ok;
                }
            }
        }
        finally
        {
            Free(stream);
        }
    }

    struct InBuffer
    {
        public byte* Data;
        public nuint Size;
        public nuint Position;
    }

    struct OutBuffer
    {
        public byte* Data;
        public nuint Size;
        public nuint Position;
    }
}
