using System.Security.Cryptography;

namespace AuditOps.Collectors.Import.Reading;

/// <summary>Tells whether a file is the one a run began with: its size and the hash of its first and last KiB. Not its name, which may change.</summary>
internal static class FileFingerprint
{
    private const int EdgeBytes = 1024;

    /// <summary>Stands for an input that can be read only once: nothing of it is looked at beforehand.</summary>
    private const string Stream = "stream";

    public static string Of(string file)
    {
        if (file == "-") return Stream;
        try
        {
            // A pipe has no length, and opening it here would already end it for its writer.
            if (new FileInfo(file).Length == 0) return Stream;
            using var stream = File.OpenRead(file);
            var edges = new byte[2 * EdgeBytes];
            var head = stream.ReadAtLeast(edges.AsSpan(0, EdgeBytes), EdgeBytes, throwOnEndOfStream: false);
            stream.Seek(Math.Max(0, stream.Length - EdgeBytes), SeekOrigin.Begin);
            var tail = stream.ReadAtLeast(edges.AsSpan(head, EdgeBytes), EdgeBytes, throwOnEndOfStream: false);
            return $"{stream.Length}-{Convert.ToHexStringLower(SHA256.HashData(edges.AsSpan(0, head + tail)).AsSpan(0, 8))}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Said file by file when it is the file's turn; the others are still read.
            return "unreadable";
        }
    }
}
