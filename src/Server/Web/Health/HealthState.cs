namespace Sallyport.Server.Web.Health;

/// <summary>The word that a load balancer reads. The worst of all checks wins.</summary>
public enum HealthState
{
    /// <summary>Everything works.</summary>
    Ready,

    /// <summary>People and programs are served; an operator should look at something.</summary>
    Degraded,

    /// <summary>Send nobody here.</summary>
    Unavailable,
}
