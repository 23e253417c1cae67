using Sallyport.Core.Common;
using Sallyport.Core.ForwardAuth;
using Sallyport.Core.SignIn;

namespace Sallyport.Server.ForwardAuth;

/// <summary>What a proxy asks.</summary>
public sealed record ForwardQuestion
{
    public required ForwardRule Rule { get; init; }
    public required OriginalRequest Original { get; init; }
    public required Origin Origin { get; init; }
    public required PresentedCredential Credential { get; init; }

    /// <summary>The cookie of an application's host; null where there is none, or more than one.</summary>
    public string? ForwardToken { get; init; }

    /// <summary>The portal's own cookie, for what stands on Sallyport's host; null likewise.</summary>
    public string? PortalToken { get; init; }
}
