/* global SwaggerUIBundle -- from swagger-ui-bundle.js, which the page loads first */
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
  // Else it would send the document's address to a validator elsewhere.
  validatorUrl: null,
});
