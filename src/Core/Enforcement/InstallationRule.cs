namespace Sallyport.Core.Enforcement;

/// <summary>What the installation asks above all accounts.</summary>
/// <param name="CutOff">In accounts created strictly after this, "advised" means "required".</param>
/// <param name="EverybodyFrom">From here on everybody is required; null: never.</param>
public sealed record InstallationRule(DateTimeOffset CutOff, DateTimeOffset? EverybodyFrom);
