namespace Sallyport.Server.SignIn.Freezing;

/// <summary>Names the resource file with the words about freezing.</summary>
public sealed class Texts;
