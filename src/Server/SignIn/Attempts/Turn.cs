namespace Sallyport.Server.SignIn.Attempts;

/// <summary>Which time it is that a request asks for its reservation.</summary>
/// <param name="FrontOf">The counter at the front of whose line it stands; null: it has not waited.</param>
/// <param name="IsLast">Its patience is over, or there is no place to wait: as things stand decides.</param>
public readonly record struct Turn(string? FrontOf, bool IsLast)
{
    public static Turn First => default;
    public static Turn Last => new(null, IsLast: true);

    public static Turn AtFrontOf(string counterId) => new(counterId, IsLast: false);
}
