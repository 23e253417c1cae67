using System.Data.Common;

namespace Sallyport.Storage.Budgets;

/// <summary>The database is gone, hangs, or has no room: nothing can be said or done now, and it may be tried again. Each door answers it in its own words.</summary>
public sealed class DatabaseAwayException : DbException
{
    public DatabaseAwayException() { }

    public DatabaseAwayException(string message)
        : base(message) { }

    public DatabaseAwayException(string message, Exception? innerException)
        : base(message, innerException) { }

    /// <summary>The connection was lost during the commit: the change may have been saved. It is neither reported as done nor repeated.</summary>
    public bool IsOutcomeUnknown { get; init; }
}
