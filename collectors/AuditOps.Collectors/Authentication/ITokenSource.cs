namespace AuditOps.Collectors.Authentication;

/// <summary>Access tokens of one application in one tenant.</summary>
internal interface ITokenSource
{
    /// <param name="scope">The service's root and <c>/.default</c>.</param>
    /// <exception cref="CollectorsException">The credentials are refused, or the identity platform does not answer.</exception>
    ValueTask<string> GetAsync(string scope, CancellationToken cancel);

    /// <summary>The service did not take this token: the next one is fetched anew.</summary>
    void Reject(string scope, string token);
}
