using System.Security.Cryptography;

namespace AuditOps.Collectors.Import.Reading;

/// <summary>Tells whether a file is the one a run began with: its size and the hash of its first KiB. Not its name, which may change.</summary>
internal static class FileFingerprint
{
    private const int HeadBytes = 1024;

    /// <exception cref="CollectorsException">The file cannot be read.</exception>
    public static string Of(string file)
    {
        if (file == "-") return "standard-input";
        try
        {
            using var stream = File.OpenRead(file);
            var head = new byte[HeadBytes];
            var read = stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
            return $"{stream.Length}-{Convert.ToHexStringLower(SHA256.HashData(head.AsSpan(0, read)).AsSpan(0, 8))}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Said file by file when it is the file's turn; the others are still read.
            return "unreadable";
        }
    }
}
