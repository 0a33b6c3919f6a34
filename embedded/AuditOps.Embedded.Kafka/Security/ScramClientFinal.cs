namespace AuditOps.Embedded.Kafka.Security;

/// <summary>The second message of a login: <c>c=HEADER,r=NONCE,p=PROOF</c> (RFC 5802, section 7).</summary>
internal sealed record ScramClientFinal(string Binding, string Nonce, byte[] Proof, string WithoutProof)
{
    /// <summary>Null for whatever is no such message, or has a proof of another length.</summary>
    public static ScramClientFinal? TryParse(byte[] message, int proofBytes)
    {
        if (ScramClientFirst.Text(message) is not { } text) return null;
        var proofAt = text.LastIndexOf(",p=", StringComparison.Ordinal);
        if (proofAt < 0) return null;
        var without = text[..proofAt];
        var parts = without.Split(',');
        if (parts.Length < 2 || !parts[0].StartsWith("c=", StringComparison.Ordinal) || !parts[1].StartsWith("r=", StringComparison.Ordinal)) return null;
        var proof = new byte[proofBytes];
        var encoded = text[(proofAt + 3)..];
        // One spelling only: the decoder alone would pass over spaces and spare bits.
        if (!Convert.TryFromBase64String(encoded, proof, out var written) || written != proofBytes || Convert.ToBase64String(proof) != encoded) return null;
        return new ScramClientFinal(parts[0][2..], parts[1][2..], proof, without);
    }
}
