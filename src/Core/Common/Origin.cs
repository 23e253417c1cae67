namespace Sallyport.Core.Common;

/// <summary>Where a request came from, as the audit trail keeps it.</summary>
public sealed record Origin(Door Door, string Address, string UserAgent, string RequestId)
{
    public static Origin OfSystem(string requestId) => new(Door.System, "", "", requestId);

    public static Origin OfCommandLine(string requestId) => new(Door.CommandLine, "", "", requestId);
}
