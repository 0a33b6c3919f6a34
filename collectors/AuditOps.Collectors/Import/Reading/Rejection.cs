using System.Security.Cryptography;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Collectors.Import.Reading;

/// <summary>Gathers a stretch that is no record, in chunks: its length, its hash, its first bytes; and its whole bytes in a file when it is larger than a record may be.</summary>
internal sealed class Rejection : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream _head = new();
    private readonly string? _directory;
    private FileStream? _whole;
    private string? _temporary;

    /// <summary>Why the whole bytes could not be kept; the letter says so, and reading goes on.</summary>
    private string? _notKept;

    /// <param name="directory">Folder for whole oversized inputs; null keeps none.</param>
    public Rejection(string? directory, long offset, long line)
    {
        _directory = directory;
        Offset = offset;
        Line = line;
    }

    public long Offset { get; }

    public long Line { get; }

    public long Length { get; private set; }

    public void Add(ReadOnlySpan<byte> bytes, bool oversized)
    {
        if (oversized && _directory is not null && _notKept is null)
            Keep(_directory, bytes);
        _hash.AppendData(bytes);
        Length += bytes.Length;
        var room = ReadLimits.KeptBytes - (int)_head.Length;
        if (room > 0) _head.Write(bytes[..Math.Min(room, bytes.Length)]);
    }

    public InputItem Finish(DeadLetterCode code, string reason)
    {
        var sha = Convert.ToHexStringLower(_hash.GetHashAndReset());
        if (_whole is not null)
        {
            try
            {
                // Buffered bytes are written here, which a full disk refuses.
                _whole.Dispose();
                File.Move(_temporary!, Path.Combine(_directory!, sha), overwrite: true);
                _whole = null;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                GiveUp(exception);
            }
        }

        if (_notKept is not null) reason = $"{reason}; its whole bytes could not be kept: {_notKept}";
        return new InputItem { Bytes = _head.ToArray(), Offset = Offset, Line = Line, Code = code, Reason = reason, Length = Length, Sha256 = sha };
    }

    public void Dispose()
    {
        RemoveWhole();
        _hash.Dispose();
        _head.Dispose();
    }

    private void Keep(string directory, ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (_whole is null)
            {
                Directory.CreateDirectory(directory);
                _temporary = Path.Combine(directory, $".{Environment.ProcessId}-{Offset}.tmp");
                _whole = new FileStream(_temporary, FileMode.Create, FileAccess.Write);
            }

            _whole.Write(bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            GiveUp(exception);
        }
    }

    private void GiveUp(Exception exception)
    {
        _notKept = exception.Message.TrimEnd('.');
        RemoveWhole();
    }

    /// <summary>What was kept so far is of no use without the rest. Failing here costs disk space only, and the letter is what counts.</summary>
    private void RemoveWhole()
    {
        if (_whole is not { } whole) return;
        _whole = null;
        try
        {
            whole.Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Bytes that were still buffered; they are not wanted any more.
        }

        try
        {
            File.Delete(_temporary!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _notKept += $"; {_temporary} is left behind: {exception.Message.TrimEnd('.')}";
        }
    }
}
