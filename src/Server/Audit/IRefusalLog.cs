namespace Sallyport.Server.Audit;

/// <summary>Counts that are not in the database yet.</summary>
public interface IRefusalLog
{
    /// <summary>Writes them down.</summary>
    Task WriteCounts(CancellationToken cancel);
}
