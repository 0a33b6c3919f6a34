namespace AuditOps.Api.Events;

/// <summary>The record's bytes: as JSON where they are JSON, else as text where they are UTF-8, else in base64.</summary>
/// <param name="Encoding">json, text or base64.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Of the bytes, hex.</param>
internal sealed record RawRecord(string Encoding, int Length, string Sha256, RawValue Value);
