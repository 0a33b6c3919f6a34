namespace AuditOps.Host.Bench;

/// <summary>One folder and field of the table.</summary>
internal sealed record OracleCell(string Folder, string Field, int Agreed, int Compared)
{
    /// <summary>0 to 1.</summary>
    public double Rate => Compared == 0 ? 0 : Agreed / (double)Compared;
}
