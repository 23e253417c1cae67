namespace Sallyport.Core.Common;

/// <summary>Through which entrance somebody came.</summary>
public enum Door
{
    Portal,
    Api,
    IsProxy,
    ForwardAuth,
    CommandLine,

    /// <summary>The server by itself: jobs, start-up.</summary>
    System,
}
