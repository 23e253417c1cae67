namespace Sallyport.Server.RestApi.Description;

/// <summary>Names the resource file with the words around the API's description.</summary>
public sealed class Texts;
