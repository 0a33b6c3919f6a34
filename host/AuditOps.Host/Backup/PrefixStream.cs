using System.Security.Cryptography;

namespace AuditOps.Host.Backup;

/// <summary>The first bytes of a file, hashed as they are read.</summary>
internal sealed class PrefixStream(Stream file, long length, IncrementalHash hash) : Stream
{
    private long _position;

    public override bool CanRead => true;

    /// <summary>Says so that an archive writer asks for the length first; nothing seeks.</summary>
    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set
        {
            if (value != _position) throw new NotSupportedException("A prefix is read once, from its start.");
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, length - _position);
        if (wanted == 0) return 0;
        var read = file.Read(buffer[..wanted]);
        if (read == 0) throw new EndOfStreamException($"the file ended {length - _position} bytes early");
        hash.AppendData(buffer[..read]);
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
